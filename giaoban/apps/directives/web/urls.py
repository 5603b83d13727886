"""Addresses of directives."""

from django.urls import path

from .views import asking, notices, part, wave

app_name = "directives"
urlpatterns = [
    path("", asking.directive_list, name="list"),
    path("van-ban/<int:pk>/", asking.document, name="document"),
    path("van-ban/<int:pk>/giao/", asking.ask, name="ask"),
    path("<int:pk>/", wave.progress, name="dissemination"),
    path("<int:pk>/don-doc/", wave.chase, name="chase"),
    path("<int:pk>/don-vi/", wave.addressees, name="addressees"),
    path("<int:pk>/<slug:name>.<slug:kind>", wave.paper, name="paper"),
    path("don-vi/<int:pk>/", part.tick, name="tick"),
    path("don-vi/<int:pk>/chuong-trinh/", part.file, name="file_programme"),
    path("don-vi/<int:pk>/giao-tiep/", asking.pass_on, name="pass_down"),
    path("don-vi/<int:pk>/tep/", part.material, name="material"),
    path("thay-the/<int:pk>/", notices.notice, name="notice"),
]
