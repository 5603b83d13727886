"""Addresses of documents and contents."""

from django.urls import path

from .views import contents, paragraphs, register

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
