"""Addresses for everybody, and of the editors' desk."""

from django.urls import path

from .views import desk, feeds, reading, writing

app_name = "portal"
_PUBLIC = [
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.site_map, name="site_map"),
    path("sitemap-<int:part>.xml", feeds.site_map_part, name="site_map_part"),
    path("tin/", reading.front, name="front"),
    path("tin/muc/<slug:category_code>/", reading.in_category, name="category"),
    path("tin/tim/", reading.found, name="search"),
    path("tin/atom.xml", feeds.feed, name="feed"),
    path("tin/hinh/<int:pk>/<slug:size>.jpg", reading.picture, name="picture"),
    path("tin/<int:pk>/<slug:slug>/", reading.item, name="item"),
    path("tin/<int:pk>/<slug:slug>/in/", reading.printed, name="printed"),
    path("trang/<slug:code>/", reading.unit_front, name="unit_front"),
    path("trang/<slug:code>/muc/<slug:category_code>/", reading.in_category, name="unit_category"),
    path("trang/<slug:code>/tim/", reading.found, name="unit_search"),
    path("trang/<slug:code>/atom.xml", feeds.feed, name="unit_feed"),
    path("trang/<slug:code>/van-ban/", reading.documents, name="unit_documents"),
    path("trang/<slug:code>/hoi-nghi/", reading.conferences, name="unit_conferences"),
    path("tin/<path:rest>/", reading.nothing, name="nothing"),
    path("trang/<path:rest>/", reading.nothing, name="unit_nothing"),
]
_DESK = [
    path("dang-tin/", desk.item_list, name="desk"),
    path("dang-tin/trang/", desk.page, name="desk_page"),
    path("dang-tin/van-ban/", desk.documents, name="desk_documents"),
    path("dang-tin/van-ban/<int:pk>/", desk.document, name="desk_document"),
    path("dang-tin/hoi-nghi/", desk.conferences, name="desk_conferences"),
    path("dang-tin/hoi-nghi/<int:pk>/", desk.conference, name="desk_conference"),
    path("dang-tin/moi/", writing.new, name="desk_new"),
    path("dang-tin/<int:pk>/", writing.item, name="desk_item"),
    path("dang-tin/<int:pk>/sua/", writing.edit, name="desk_edit"),
    path("dang-tin/<int:pk>/dang/", writing.publish, name="desk_publish"),
    path("dang-tin/<int:pk>/rut/", writing.withdraw, name="desk_withdraw"),
    path("dang-tin/<int:pk>/bo/", writing.discard, name="desk_discard"),
    path("dang-tin/<int:pk>/hinh/", writing.new_picture, name="desk_new_picture"),
    path("dang-tin/hinh/<int:pk>/", writing.picture, name="desk_picture"),
    path("dang-tin/hinh/<int:pk>/sua/", writing.picture_words, name="desk_picture_words"),
    path("dang-tin/hinh/<int:pk>/bo/", writing.no_picture, name="desk_no_picture"),
]
urlpatterns = [*_PUBLIC, *_DESK]
