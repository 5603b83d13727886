"""Addresses of live screens; the stream itself is served by the streams' own process (`web/stream.py`)."""

from django.urls import path

from .views import poll

app_name = "live"
urlpatterns = [path("<str:ticket>/", poll.poll, name="poll")]
