"""Addresses of the network."""

from django.urls import path

from . import views

app_name = "org"
urlpatterns = [
    path("", views.areas, name="areas"),
    path("dia-ban/<str:code>/", views.area, name="area"),
    path("don-vi/", views.units, name="units"),
    path("don-vi/<str:code>/", views.unit, name="unit"),
]
