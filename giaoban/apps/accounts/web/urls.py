"""Addresses of accounts (signing in itself is allauth's)."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("hat/", views.wear_hat, name="wear_hat"),
    path("mat-khau/", views.change_password, name="change_password"),
]
