"""Addresses and views of the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.ui import breadcrumbs, dotmap, errors, parts, tables
from tests.kit.ui.gallery.enums import TONE, State
from tests.kit.ui.gallery.models import Row
from tests.kit.ui.gallery.parts import EverythingForm, RowFilter, RowTable, fill

_TRAIL = breadcrumbs.trail(("Mạng lưới", "/"), ("Lâm Đồng", "/"), "Báo cáo 6 tháng đầu năm 2021")
_MARKS = [
    dotmap.Mark(105.85, 21.03, "Hà Nội", True),
    dotmap.Mark(112.0, 16.5, "Quần đảo Hoàng Sa", True),
    dotmap.Mark(112.9, 9.6, "Quần đảo Trường Sa", True),
]

_WALK = [
    "Văn bản đến",
    "Nhiệm vụ",
    "Báo cáo tỉnh",
    "Số liệu cần kiểm tra",
    "Bản giao ban",
    "Hội nghị",
    "Chín nhiệm vụ",
]


def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Đã gửi báo cáo lúc 10:42.")
    messages.warning(request, "Còn 2 ngày đến hạn chốt số liệu.")
    at = datetime(2021, 6, 14, 3, 42, tzinfo=UTC)
    context: dict[str, Any] = {
        "title": "Báo cáo công tác dân vận 6 tháng đầu năm 2021",
        "lead": "Mặt trận Tổ quốc tỉnh Lâm Đồng · chốt số liệu 14/06/2021 · dữ liệu mô phỏng",
        "crumbs": _TRAIL,
        "states": [(s.label, TONE[s]) for s in State] + [("Thông tin", "info")],
        "walk": [
            parts.Step(
                s,
                "/",
                "done" if i < 3 else "current" if i == 3 else "open",
                "Một con số gấp 10 lần năm trước: xem vì sao.",
            )
            for i, s in enumerate(_WALK)
        ],
        "tiles": [
            parts.Tile("Cửa hàng nông sản an toàn", 726, "cửa hàng", "so với kỳ trước: +38", "/table/"),
            parts.Tile("Nông sản tiêu thụ", 100312, "tấn", "102,4 % kế hoạch năm"),
            parts.Tile("Báo cáo quá hạn", 4, "đơn vị", "2 đơn vị đã được đôn đốc", "/table/", "late"),
            parts.Tile("Sắp đến hạn", 12, "việc", "trong 3 ngày tới", "", "due"),
        ],
        "tabs": [
            parts.Tab("Tổng quan", "/", True),
            parts.Tab("Tiến độ", "/table/", count=384),
            parts.Tab("Kiến nghị", "/", count=1234),
        ],
        "events": [
            parts.Event(
                at,
                "Trả lại – đề nghị bổ sung",
                "Chuyên viên tổng hợp – Trung ương",
                "Ô “Tiền ủng hộ” gấp 10 lần cùng kỳ.",
                "due",
            ),
            parts.Event(at, "Đã gửi", "Lãnh đạo – Lâm Đồng", "", "progress"),
            parts.Event(at, "Đang soạn", "Cán bộ – Lâm Đồng"),
        ],
        "facts": [
            ("Số, ký hiệu", "05/BC-MTTQ-BTT"),
            ("Ngày ban hành", "14/06/2021"),
            ("Nơi nhận", "Ủy ban Trung ương MTTQ Việt Nam; Tỉnh ủy Lâm Đồng; lưu VT"),
            ("Ghi chú", ""),
        ],
        "conflict": parts.Conflict(
            [parts.ConflictCell("Cửa hàng nông sản an toàn", 12, 14, "shops")],
            "Chuyên viên – Lâm Đồng",
            at,
            "/",
        ),
    }
    return render(request, "gallery/gallery.html", context)


def table(request: HttpRequest) -> HttpResponse:
    fill()
    rows = RowFilter(request.GET, queryset=Row.objects.all())
    shown = RowTable(
        rows.qs, request, filters=rows, title="Báo cáo đã nhận", totals={"name": "Cộng", "shops": 726}
    )
    return tables.page(request, shown, "kit/list.html", {"crumbs": _TRAIL})


def form(request: HttpRequest) -> HttpResponse:
    given = EverythingForm(request.POST or None, request.FILES or None)
    return render(
        request,
        "kit/form.html",
        {"title": "Đăng ký văn bản đến", "form": given, "submit_label": "Lưu", "cancel_url": "/"},
    )


def entry(request: HttpRequest) -> HttpResponse:
    cells = [
        ("shops", "Cửa hàng nông sản an toàn", "cửa hàng", 12),
        ("tonnes", "Nông sản tiêu thụ", "tấn", 1830),
        ("money", "Tiền ủng hộ", "đ", 1250000000),
    ]
    return render(request, "gallery/entry.html", {"title": "Nhập số liệu", "cells": cells, "crumbs": _TRAIL})


def save(request: HttpRequest) -> HttpResponse:
    value = request.POST.get("shops", "")
    if value == "409":
        return JsonResponse({"conflicts": [{"name": "shops", "theirs": "14"}]}, status=409)
    wrong = {"shops": "Hãy gõ một số nguyên."} if value == "x" else {}
    return JsonResponse({"saved_at": "10:42", "errors": wrong, "version": 2})


def points(request: HttpRequest, count: int = 63) -> dotmap.DotMap:
    tones = ["neutral", "progress", "done", "due", "late"]
    dots = [
        dotmap.Dot(
            102.5 + (i * 37 % 61) / 10,
            8.7 + (i * 53 % 145) / 10,
            f"Tỉnh số {i} – mô phỏng",
            tones[i * i % 5],
            f"/table/?q={i}",
        )
        for i in range(count)
    ]
    labels = dict(zip(tones, ["Chưa gửi", "Đã gửi", "Đã tiếp nhận", "Trả lại", "Quá hạn"], strict=True))
    return dotmap.DotMap(
        "Tiến độ gửi báo cáo",
        dots,
        labels,
        _MARKS,
        refresh_url="/dots/",
        list_url="/table/",
        open_list=count < 100,
    )


def map_page(request: HttpRequest, count: int = 63) -> HttpResponse:
    return render(
        request,
        "gallery/map.html",
        {"title": "Tiến độ gửi báo cáo", "map": points(request, count), "crumbs": _TRAIL},
    )


def dots(request: HttpRequest) -> HttpResponse:
    return dotmap.respond(request, points(request))


def wrong(request: HttpRequest, status: int) -> HttpResponse:
    if status == 500:
        return errors.handler500(request)
    if status == 409:
        return errors.error_page(request, Conflict("Báo cáo này đã được gửi lúc 10:42."))
    if status == 422:
        return errors.error_page(
            request, Invalid("Có 2 ô phải sửa.", problems=(("B12", "không phải là số"), ("C4", "để trống")))
        )
    return {403: errors.handler403, 404: errors.handler404, 400: errors.handler400}[status](request)


def confirm(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "Gửi báo cáo?",
        "question": "Báo cáo được gửi lên Trung ương và chốt số liệu.",
        "consequences": ["Sau khi gửi chỉ sửa được khi có lý do."],
        "confirm_label": "Gửi",
        "cancel_url": "/",
    }
    return render(request, "kit/confirm.html", context)


urlpatterns = [
    path("", gallery, name="gallery"),
    path("table/", table, name="table"),
    path("form/", form, name="form"),
    path("entry/", entry, name="entry"),
    path("save/", save),
    path("map/", map_page, name="map"),
    path("map/<int:count>/", map_page, name="bigmap-n"),
    path("bigmap/", map_page, {"count": 3321}, name="bigmap"),
    path("dots/", dots),
    path("wrong/<int:status>/", wrong),
    path("confirm/", confirm, name="confirm"),
    path("kit/", include("giaoban.kit.ui.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
