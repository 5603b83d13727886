"""Addresses of the cockpit. Those of the demonstration exist in demonstration mode only."""

from django.conf import settings
from django.urls import path

from . import views

app_name = "cockpit"
demonstration = [
    path("chon-vai/<slug:code>/", views.take_role, name="take_role"),
    path("vong-cong-tac/", views.walk, name="walk"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("viec/", views.asks, name="asks"),
    path("lanh-dao/", views.leader, name="leader"),
    *(demonstration if settings.DEMO else []),
]
