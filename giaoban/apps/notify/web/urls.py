"""Addresses of reminders."""

from django.urls import path

from . import views

app_name = "notify"
urlpatterns = [
    path("", views.reminders, name="reminders"),
    path("them/<slug:way>/", views.add, name="add"),
    path("<int:pk>/ma/", views.confirm, name="confirm"),
    path("<int:pk>/ma-moi/", views.send_another, name="send_code"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/bo/", views.remove, name="remove"),
]
