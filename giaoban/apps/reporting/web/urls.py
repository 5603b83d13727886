"""Addresses of reporting."""

from __future__ import annotations

from django.urls import path

from .views import collections, entry, figures, files, opening, progress, report, sharing

app_name = "reporting"
urlpatterns = [
    path("", collections.overview, name="overview"),
    path("mo-ky/", opening.open_period, name="open"),
    path("so-lieu-can-kiem-tra/", figures.doubts, name="doubts"),
    path("so-lieu-can-kiem-tra/<int:pk>/", figures.doubt, name="doubt"),
    path("so-lieu-can-kiem-tra/<int:pk>/nhan-xet/", figures.doubt_remark, name="doubt_remark"),
    path("dot/<int:pk>/", progress.progress, name="progress"),
    path("dot/<int:pk>/chuyen-dong/", progress.moving, name="moving"),
    path("dot/<int:pk>/cong-van-don-doc/", progress.letter, name="letter"),
    path("dot/<int:pk>/tiep-nhan/", collections.inbox, name="inbox"),
    path("dot/<int:pk>/tiep-nhan/tat-ca/", collections.receive_all, name="receive_all"),
    path("dot/<int:pk>/tai-len/", files.imports, name="imports"),
    path("dot/<int:pk>/bieu-mau.zip", files.workbooks, name="workbooks"),
    path("dot/<int:pk>/so-lieu/", figures.table, name="table"),
    path("dot/<int:pk>/nguon/<int:unit>/<int:slot>/", figures.source, name="source"),
    path("tai-len/<int:pk>/", files.import_page, name="import"),
    path("tai-len/<int:pk>/tien-do/", files.import_state, name="import_state"),
    path("<int:pk>/", report.report, name="report"),
    path("<int:pk>/nhap/", entry.enter, name="enter"),
    path("<int:pk>/luu/", entry.save, name="save"),
    path("<int:pk>/buoc/<slug:step>/", report.step, name="step"),
    path("<int:pk>/nhan-xet/", report.comment, name="comment"),
    path("<int:pk>/ban-ky/", report.scan, name="scan"),
    path("<int:pk>/ket-qua-chung/", sharing.share, name="share"),
    path("<int:pk>/tach-kien-nghi/<str:code>/", report.extract, name="extract"),
    path("<int:pk>/dinh-kem/", report.attach, name="attach"),
    path("<int:pk>/so-sanh/", report.versions, name="versions"),
    path("<int:pk>/bieu-mau.xlsx", files.workbook, name="workbook"),
    path("<int:pk>/van-ban.<slug:kind>", files.paper, name="paper"),
]
