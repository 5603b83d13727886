"""Addresses of accounts (signing in itself is allauth's)."""

from django.urls import path

from .views import many, own, running

app_name = "accounts"
urlpatterns = [
    path("", running.accounts, name="list"),
    path("moi/", running.new, name="new"),
    path("nhieu/", many.many, name="many"),
    path("<int:pk>/", running.account, name="account"),
    path("<int:pk>/bo-nhiem/", running.appoint, name="appoint"),
    path("<int:pk>/mat-khau/", running.password, name="reset_password"),
    path("<int:pk>/khoa/", running.lock, name="lock"),
    path("<int:pk>/mo/", running.unlock, name="unlock"),
    path("vai/<int:pk>/ket-thuc/", running.end, name="end"),
    path("hat/", own.wear_hat, name="wear_hat"),
    path("mat-khau/", own.change_password, name="change_password"),
]
