"""Addresses of briefings; a figure's own address, /nguon/<code>, stands in `config.urls`."""

from django.urls import path

from . import views

app_name = "briefings"
urlpatterns = [
    path("", views.briefing_list, name="list"),
    path("soan/", views.compose, name="compose"),
    path("soan/<int:job>/", views.composing, name="composing"),
    path("tep/<int:pk>/", views.file, name="file"),
    path("nguon/<slug:code>/", views.source, name="source"),
    path("<int:pk>/", views.briefing, name="briefing"),
    path("<int:pk>/ban-hanh/", views.issue, name="issue"),
    path("<int:pk>/van-ban/", views.papers, name="papers"),
]
