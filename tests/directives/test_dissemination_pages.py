"""Pages of dissemination: asking, ticking, the wave and the notice, each at most 15 queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.send_directive import ask_everybody
from giaoban.apps.directives.actions.tell_replacement import tell_replacement
from giaoban.apps.directives.enums import Reason
from giaoban.apps.directives.models import Directive, Dissemination, ReplacementNotice
from giaoban.apps.org.enums import Level
from giaoban.kit.access import Actor
from tests.directives.test_dissemination import asked, replaced, tree
from tests.documents.register import NOW, registered
from tests.documents.test_register_pages import browser
from tests.seen_first import NOTICE, confirmed, seen


def page(client: Client, name: str, *args: Any, **data: Any) -> str:
    with CaptureQueriesContext(connection) as run:
        response = client.get(reverse(f"directives:{name}", args=args), data)
    assert response.status_code == 200, response.content.decode()[:2000]
    assert len(run) <= 15, "\n".join(q["sql"][:150] for q in run.captured_queries)
    return response.content.decode()


@pytest.mark.django_db
class TestPages:
    def test_asking_shows_who_first(self) -> None:
        top, (provinces, communes) = tree()
        row = registered(top)
        client = browser(top)
        page(client, "ask", row.pk)
        asking = {"deadline": "20/07/2099", "levels": [Level.COMMUNE.value]}
        url = reverse("directives:ask", args=[row.pk])
        assert communes[0].name in client.post(url, asking).content.decode()
        assert Directive.objects.count() == 0
        with override("en"):
            everybody = client.post(url, {**seen(client, url, asking), "levels": []}).content.decode()
        assert NOTICE in everybody  # ticks cleared after it was seen
        assert provinces[0].name in everybody
        assert Directive.objects.count() == 0
        assert confirmed(client, url, asking).status_code == 302
        assert ask_everybody(actor=Actor.system("test"), directive=Directive.objects.get(), now=NOW) == 4
        assert {row.unit for row in Dissemination.objects.all()} == set(communes)
        assert client.post(url, {"deadline": "x"}).status_code == 422
        assert browser(provinces[0]).get(url).status_code == 404

    def test_ticking_on_a_phone_and_the_tree(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces + communes)
        row = directive.disseminations.get(unit=communes[0])
        officer = browser(communes[0])
        url = reverse("directives:tick", args=[row.pk])
        held = {"form": "conference", "held_on": "5/7/2021", "classes": "1", "due": "40", "officers": "8",
                "members": "30", "others": "120"}  # fmt: skip
        assert officer.post(url, {**held, "due": "10"}).status_code == 422
        assert officer.post(url, held).status_code == 302
        assert "38" in page(officer, "tick", row.pk)
        assert "290-QĐ/TW" in page(officer, "list")
        page(officer, "document", directive.document_id)
        page(officer, "dissemination", directive.pk)
        leader = browser(top, Post.LEADER)
        shown = page(leader, "dissemination", directive.pk)
        assert provinces[0].name in shown
        assert "gb-copy" in shown
        assert communes[0].name in page(leader, "dissemination", directive.pk, under=provinces[0].pk)
        for under in ("x", str(10**9)):
            wrong = leader.get(reverse("directives:dissemination", args=[directive.pk]), {"under": under})
            assert wrong.status_code == 404
        page(leader, "document", directive.document_id)

    def test_outside_the_scope(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces)
        stranger = browser(communes[0])
        row = directive.disseminations.first()
        assert row is not None
        for name, pk in (("dissemination", directive.pk), ("tick", row.pk), ("material", row.pk),
                         ("document", directive.document_id)):  # fmt: skip
            assert stranger.get(reverse(f"directives:{name}", args=[pk])).status_code == 404
            assert Client().get(reverse(f"directives:{name}", args=[pk])).status_code == 302

    def test_the_notice(self) -> None:
        _top, ((first, _second), _communes), old, new = replaced()
        tell_replacement(actor=Actor.system("test"), old=old, new=new, now=NOW)
        row = ReplacementNotice.objects.get(unit=first)
        client = browser(first)
        shown = page(client, "notice", row.pk)
        assert "23-QĐ/TW" in shown
        assert str(Reason.CARRIES_OUT.label) in shown
        client.post(reverse("directives:notice", args=[row.pk]), {"note": "Sửa kế hoạch"})
        assert "Sửa kế hoạch" in page(client, "notice", row.pk)
        assert "Sửa kế hoạch" in page(browser(_top, Post.LEADER), "document", new.pk)
