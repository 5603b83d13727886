"""Addresses of proposals."""

from django.urls import path

from . import views

app_name = "proposals"
urlpatterns = [
    path("", views.proposal_list, name="list"),
    path("moi/", views.raise_one, name="raise"),
    path("don-vi-minh/", views.what_became, name="what_became"),
    path("ai-tra-loi/", views.addressees, name="addressees"),
    path("<int:pk>/", views.proposal, name="proposal"),
    path("<int:pk>/sua/", views.correct, name="correct"),
    path("<int:pk>/rut/", views.withdraw, name="withdraw"),
    path("<int:pk>/gop/", views.merge, name="merge"),
    path("<int:pk>/tach-ra/", views.split, name="split"),
    path("<int:pk>/chuyen/", views.forward, name="forward"),
    path("<int:pk>/tra-loi/", views.answer, name="answer"),
    path("<int:pk>/xac-nhan/", views.confirm, name="confirm"),
    path("<int:pk>/da-ro/", views.note, name="note"),
    path("<int:pk>/chua-giai-quyet/", views.contest, name="contest"),
]
