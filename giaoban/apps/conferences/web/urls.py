"""Addresses of conferences."""

from django.urls import include, path

from .views import changing, concluding, console, hall, holding, place, planning, secretary

app_name = "conferences"
_CONSOLE = "<int:pk>/dieu-hanh/"
_pages = [
    path("", planning.conference_list, name="list"),
    path("moi/", planning.plan, name="plan"),
    path("<int:pk>/", planning.conference, name="conference"),
    path("<int:pk>/sua/", changing.change, name="change"),
    path("<int:pk>/huy/", changing.call_off, name="call_off"),
    path("<int:pk>/thay-doi/<int:notice_pk>/da-xem/", changing.seen, name="seen"),
    path("<int:pk>/chuong-trinh/", planning.agenda, name="agenda"),
    path("<int:pk>/man-hinh/", hall.hall, name="hall"),
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
    path(_CONSOLE, console.console, name="console"),
    path(_CONSOLE + "muc/<int:item_pk>/bat-dau/", console.item, {"step": "begin"}, name="begin_item"),
    path(_CONSOLE + "muc/<int:item_pk>/xong/", console.item, {"step": "end"}, name="end_item"),
    path(_CONSOLE + "phat-bieu/them/", console.add, name="add_turn"),
    path(_CONSOLE + "phat-bieu/dong/", console.close_speakers, {"step": "close"}, name="close_list"),
    path(_CONSOLE + "phat-bieu/mo/", console.close_speakers, {"step": "open"}, name="open_list"),
    path(_CONSOLE + "phat-bieu/<int:turn_pk>/moi/", console.turn, {"step": "give"}, name="give_floor"),
    path(_CONSOLE + "phat-bieu/<int:turn_pk>/xong/", console.turn, {"step": "end"}, name="end_turn"),
    path(_CONSOLE + "phat-bieu/<int:turn_pk>/len/", console.move, {"step": "up"}, name="turn_up"),
    path(_CONSOLE + "phat-bieu/<int:turn_pk>/xuong/", console.move, {"step": "down"}, name="turn_down"),
    path(_CONSOLE + "phat-bieu/<int:turn_pk>/bo-qua/", console.move, {"step": "over"}, name="pass_over"),
    path(_CONSOLE + "y-kien/", console.put, name="put_matter"),
    path(_CONSOLE + "y-kien/<int:matter_pk>/chot/", console.matter, {"step": "close"}, name="close_matter"),
    path(
        _CONSOLE + "y-kien/<int:matter_pk>/rut/", console.matter, {"step": "withdraw"}, name="withdraw_matter"
    ),
    path(_CONSOLE + "y-kien/<int:matter_pk>/diem-cau/", console.tally, name="tally"),
    path("<int:pk>/thu-ky/", secretary.secretary, name="secretary"),
    path("<int:pk>/thu-ky/muc/<int:item_pk>/", secretary.note, name="note_item"),
    path("<int:pk>/thu-ky/phat-bieu/<int:turn_pk>/", secretary.turn_note, name="note_turn"),
    path("<int:pk>/thu-ky/y-kien/<int:remark_pk>/xong/", secretary.handled, name="handle_remark"),
    path("<int:pk>/diem-cau/<int:site_pk>/dieu-chinh/", secretary.correct, name="correct_site"),
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
_by_link = [
    path("cong-khai/<int:pk>/", hall.public, name="public"),
    path("<str:token>/", place.place, name="place"),
    path("<str:token>/duong-truyen/", place.line_test, name="place_line"),
    path("<str:token>/tai-lieu/<int:paper_pk>/", place.paper, name="place_paper"),
]
# Two beginnings, one room: what is opened by a personal link has an address that fits on a badge.
urlpatterns = [path("hop/", include(_by_link)), path("hoi-nghi/", include(_pages))]
