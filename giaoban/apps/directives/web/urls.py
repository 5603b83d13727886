"""Addresses of directives."""

from django.urls import path

from . import views

app_name = "directives"
urlpatterns = [
    path("", views.directive_list, name="list"),
    path("van-ban/<int:pk>/", views.document, name="document"),
    path("van-ban/<int:pk>/giao/", views.ask, name="ask"),
    path("<int:pk>/", views.progress, name="dissemination"),
    path("don-vi/<int:pk>/", views.tick, name="tick"),
    path("don-vi/<int:pk>/tep/", views.material, name="material"),
    path("thay-the/<int:pk>/", views.notice, name="notice"),
]
