"""Indicators of one name are told apart where a person chooses one: by unit of measure, form and section."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from giaoban.apps.indicators.models import Indicator
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.kit.access import Actor
from tests.conferences.people import signed_in
from tests.tasks.network import unit

FORM = Path("giaoban/packs/vietnam/forms/bao_cao_cong_tac_dan_van.yaml")
NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)


@pytest.mark.django_db
def test_each_choice_is_told_apart() -> None:
    publish_form(actor=Actor.system("test"), source=FORM.read_text("utf-8"), name=FORM.name, now=NOW)
    names = Counter(Indicator.objects.values_list("short_name", flat=True))
    assert names["Đường nông thôn"] == 3
    page = signed_in(unit("Trung ương")).get(reverse("tasks:give")).content.decode()
    drawn = re.search(r"<select[^>]*name=\"indicator\".*?</select>", page, re.DOTALL)
    assert drawn is not None
    labels = [unescape(text) for text in re.findall(r"<option[^>]*>([^<]*)</option>", drawn.group())]
    assert len(labels) == Indicator.objects.count() + 1
    assert [label for label, times in Counter(labels).items() if times > 1] == []
    assert "Đường nông thôn (km), Báo cáo công tác dân vận – Phần riêng của Hội Nông dân" in labels
