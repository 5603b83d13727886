"""Addresses of tasks, of the week and of Monday's page."""

from django.urls import path

from .views import burden, coordination, evidence, mondays, orders, scenarios, tasks, weeks

app_name = "tasks"
_WEEK = "tuan/<slug:code>/<str:monday>/"
urlpatterns = [
    path("", tasks.task_list, name="list"),
    path("giao-viec/", tasks.give, name="give"),
    path("giao-nhieu-don-vi/", orders.give_many, name="give_many"),
    path("dot-giao/", orders.order_list, name="orders"),
    path("dot-giao/<int:pk>/", orders.order, name="order"),
    path("khoi-luong/", burden.own_burden, name="own_burden"),
    path("khoi-luong/<slug:code>/", burden.burden, name="burden"),
    path("phoi-hop/", coordination.coordination_list, name="coordinations"),
    path("phoi-hop/moi/", coordination.new_coordination, name="new_coordination"),
    path("phoi-hop/<int:pk>/", coordination.coordination, name="coordination"),
    path("phoi-hop/<int:pk>/hop/", coordination.meet, name="joint_meeting"),
    path("phoi-hop/<int:pk>/so-ket/", coordination.review, name="review_coordination"),
    path("phoi-hop/<int:pk>/het-hieu-luc/", coordination.end, name="end_coordination"),
    path("kich-ban/", scenarios.scenario_list, name="scenarios"),
    path("kich-ban/moi/", scenarios.new_scenario, name="new_scenario"),
    path("kich-ban/<int:pk>/", scenarios.scenario, name="scenario"),
    path("kich-ban/<int:pk>/sua/", scenarios.edit_scenario, name="edit_scenario"),
    path("kich-ban/<int:pk>/bo/", scenarios.retire, name="retire_scenario"),
    path("kich-ban/<int:pk>/phat-dong/", scenarios.declare, name="declare_scenario"),
    path("kich-ban/lan/<int:pk>/ket-thuc/", scenarios.close, name="close_declaration"),
    path("chuong-trinh/", tasks.programme_list, name="programmes"),
    path("chuong-trinh/moi/", tasks.new_programme, name="new_programme"),
    path("chuong-trinh/<int:pk>/", tasks.programme, name="programme"),
    path("tuan/", weeks.this_week, name="this_week"),
    path("tuan/muc/<int:pk>/", weeks.edit_entry, name="edit_entry"),
    path("tuan/muc/<int:pk>/bo/", weeks.cancel, name="cancel_entry"),
    path("tuan/vuong-mac/<int:pk>/kien-nghi/", mondays.raise_obstacle, name="raise_obstacle"),
    path(_WEEK, weeks.week, name="week"),
    path(_WEEK + "muc/", weeks.new_entry, name="new_entry"),
    path(_WEEK + "chep/", weeks.copy, name="copy_week"),
    path(_WEEK + "ban-hanh/", weeks.issue, name="issue_week"),
    path(_WEEK + "lich.<slug:kind>", weeks.file, name="week_file"),
    path(_WEEK + "giao-ban/", mondays.monday, name="monday"),
    path(_WEEK + "giao-ban/vi-sao/", mondays.explain, name="explain_line"),
    path(_WEEK + "giao-ban/vuong-mac/", mondays.obstacle, name="name_obstacle"),
    path(_WEEK + "giao-ban/chot/", mondays.freeze, name="freeze_monday"),
    path(_WEEK + "giao-ban/to.<slug:kind>", mondays.file, name="monday_file"),
    path("minh-chung/<int:pk>/", evidence.show, name="evidence"),
    path("minh-chung/<int:pk>/bo/", evidence.remove, name="remove_evidence"),
    path("<int:pk>/", tasks.task, name="task"),
    path("<int:pk>/minh-chung/", evidence.add, name="add_evidence"),
    path("<int:pk>/viec/<int:item>/", evidence.tick, name="tick_item"),
    path("<int:pk>/<slug:step>/", tasks.step, name="step"),
]
