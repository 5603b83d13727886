"""Addresses of tasks."""

from django.urls import path

from . import views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("giao-viec/", views.give, name="give"),
    path("chuong-trinh/", views.programme_list, name="programmes"),
    path("chuong-trinh/moi/", views.new_programme, name="new_programme"),
    path("chuong-trinh/<int:pk>/", views.programme, name="programme"),
    path("<int:pk>/", views.task, name="task"),
    path("<int:pk>/<slug:step>/", views.step, name="step"),
]
