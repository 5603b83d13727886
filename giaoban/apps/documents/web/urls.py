"""Addresses of documents and contents."""

from django.urls import path

from .views import books, contents, numbers, outgoing, paragraphs, register, sending

app_name = "documents"
urlpatterns = [
    path("", register.document_list, name="list"),
    path("vao-so/", register.register, name="register"),
    path("so-giay/", register.paper_notes, name="paper_notes"),
    path("<int:pk>/", register.document, name="document"),
    path("<int:pk>/tep/", register.file, name="file"),
    path("<int:pk>/but-phe/", register.instruct, name="instruct"),
    path("<int:pk>/xong/", register.finish, name="finish"),
    path("<int:pk>/lien-ket/", register.link, name="link"),
    path("<int:pk>/gui/", sending.send, name="send"),
    path("<int:pk>/noi-nhan/", sending.arrivals, name="arrivals"),
    path("gui-den/", sending.sent_to_us, name="sent_to_us"),
    path("gui-den/<int:pk>/da-nhan/", sending.receive, name="receive"),
    path("gui-den/<int:pk>/da-doc/", sending.acknowledge, name="acknowledge"),
    path("di/", outgoing.outgoing_list, name="outgoing_list"),
    path("di/moi/", outgoing.choose, name="choose"),
    path("di/moi/<slug:code>/", outgoing.begin, name="begin"),
    path("di/<int:pk>/", outgoing.outgoing, name="outgoing"),
    path("di/<int:pk>/chi-tiet/", outgoing.details, name="details"),
    path("di/<int:pk>/buoc/<slug:step>/", outgoing.step, name="step"),
    path("di/<int:pk>/van-ban.<slug:kind>", outgoing.paper, name="paper"),
    path("so/", numbers.series, name="series"),
    path("so/bo-qua/", numbers.skip, name="skip"),
    path("so/tiep/", numbers.go_on, name="go_on"),
    path("loai/", numbers.proposed_type, name="proposed_type"),
    path("so-dang-ky/<slug:way>/", books.book, name="book"),
    path("so-dang-ky/<slug:way>.<slug:kind>", books.book_file, name="book_file"),
    path("soan/", contents.content_list, name="contents"),
    path("soan/moi/", contents.new_content, name="new_content"),
    path("soan/<int:pk>/", contents.content, name="content"),
    path("soan/<int:pk>/lay-y-kien/", contents.circulate, name="circulate"),
    path("soan/<int:pk>/ban/", contents.versions, name="versions"),
    path("soan/<int:pk>/ban-hanh/", contents.issue, name="issue"),
    path("soan/<int:pk>/them/", paragraphs.insert, name="insert"),
    path("doan/<uuid:uid>/", paragraphs.line, name="line"),
    path("doan/<uuid:uid>/sua/", paragraphs.edit, name="edit"),
    path("doan/<uuid:uid>/xep/", paragraphs.arrange, name="arrange"),
    path("doan/<uuid:uid>/lich-su/", paragraphs.history, name="history"),
    path("doan/<uuid:uid>/gop-y/", paragraphs.comment, name="comment"),
    path("doan/<uuid:uid>/bieu-do.png", paragraphs.chart, name="chart"),
    path("gop-y/<int:pk>/tra-loi/", paragraphs.answer, name="answer"),
]
