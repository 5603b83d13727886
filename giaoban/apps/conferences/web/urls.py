"""Addresses of conferences."""

from django.urls import path

from .views import changing, concluding, holding, planning

app_name = "conferences"
urlpatterns = [
    path("", planning.conference_list, name="list"),
    path("moi/", planning.plan, name="plan"),
    path("<int:pk>/", planning.conference, name="conference"),
    path("<int:pk>/sua/", changing.change, name="change"),
    path("<int:pk>/huy/", changing.call_off, name="call_off"),
    path("<int:pk>/thay-doi/<int:notice_pk>/da-xem/", changing.seen, name="seen"),
    path("<int:pk>/chuong-trinh/", planning.agenda, name="agenda"),
    path("<int:pk>/diem-cau/", holding.site_list, name="sites"),
    path("<int:pk>/diem-cau/ban-do/", holding.map_dots, name="map_dots"),
    path("<int:pk>/diem-cau/them/", planning.add_site_list, name="add_sites"),
    path("<int:pk>/diem-cau/<int:site_pk>/", holding.site, name="site"),
    path("<int:pk>/diem-cau/<int:site_pk>/thu-duong-truyen/", holding.line_test, name="line_test"),
    path("<int:pk>/diem-cau/<int:site_pk>/bo/", changing.take_out, name="remove_site"),
    path("<int:pk>/tham-luan/<int:paper_pk>/rut/", changing.withdraw, name="withdraw_paper"),
    path("<int:pk>/tham-luan/moi/", planning.ask_for_paper, name="ask_paper"),
    path("<int:pk>/tham-luan/<int:paper_pk>/", holding.paper, name="paper"),
    path("<int:pk>/tham-luan/<int:paper_pk>/len/", holding.paper_up, name="paper_up"),
    path("<int:pk>/tham-luan/<int:paper_pk>/tep/", holding.paper_file, name="paper_file"),
    path("<int:pk>/khai-mac/", holding.open_now, name="open"),
    path("<int:pk>/be-mac/", holding.close_now, name="close"),
    path("<int:pk>/ket-luan/", concluding.conclusion, name="conclusion"),
    path("<int:pk>/ket-luan/<int:conclusion_pk>/", concluding.conclusion, name="edit_conclusion"),
    path("<int:pk>/ket-luan/<int:conclusion_pk>/theo-doi/", concluding.follow, name="follow"),
    path("<int:pk>/nhiem-vu/", concluding.put, name="put_task"),
    path("<int:pk>/nhiem-vu/<int:task_pk>/y-kien/", concluding.stance, name="stance"),
    path("<int:pk>/nhiem-vu/<int:task_pk>/rut/", concluding.withdraw, name="withdraw"),
    path("<int:pk>/y-kien/<int:stance_pk>/da-thong-nhat/", concluding.settle, name="settle"),
    path("<int:pk>/xac-nhan/", concluding.confirm, name="confirm"),
    path("<int:pk>/thong-bao-ket-luan.<slug:kind>", concluding.notice, name="notice"),
]
