"""Documents and conferences for everybody: only what was issued, only where somebody wanted it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.models import Conference
from giaoban.apps.documents.actions.begin_outgoing import Details
from giaoban.apps.documents.enums import LinkKind
from giaoban.apps.documents.models import Document, DocumentLink
from giaoban.apps.org.models import Unit
from giaoban.apps.portal.actions.keep_page import PageFacts, keep_page
from giaoban.apps.portal.actions.show_document import hide_document, show_document
from giaoban.apps.tasks.models import PublicSchedule
from giaoban.kit.errors import Conflict, Forbidden, NotFound
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import planned
from tests.documents.register import registered
from tests.documents.test_outgoing import NOW, issued
from tests.tasks.network import actor_in, unit

from .news import forget_pages

OPEN = Details("", public_text=True)


@pytest.fixture
def home(db: None, settings: Any, tmp_path: Path) -> Unit:
    settings.FILES_DIR = tmp_path
    forget_pages()
    return unit("A")


def page(home: Unit, **facts: Any) -> str:
    """The address of the unit's page, open."""
    given = PageFacts(**{"name": "Trang A", "editor": "Chánh Văn phòng", "is_open": True, **facts})
    keep_page(actor=actor_in(home, Post.LEADER), unit=home, facts=given, now=NOW)
    return f"/trang/{home.code}/"


def shown(address: str) -> str:
    return Client().get(f"{address}van-ban/").content.decode()


def test_none_is_public_until_somebody_wants_it(home: Unit) -> None:
    row, address = issued(home), page(home)
    assert row.symbol not in shown(address)
    assert "van-ban" not in Client().get(address).content.decode()
    with pytest.raises(Forbidden):
        show_document(actor=actor_in(home), document=row, now=NOW)
    with pytest.raises(NotFound):
        show_document(actor=actor_in(unit("B"), Post.LEADER), document=row, now=NOW)
    clerk = actor_in(home, Post.CLERK)
    show_document(actor=clerk, document=row, now=NOW)
    show_document(actor=clerk, document=row, now=NOW)
    found = shown(address)
    assert row.symbol in found
    assert f"/kiem-tra/{row.seal.code}/" in found
    assert f"/kiem-tra/{row.seal.code}/tep/" not in found  # its text is not public
    assert f"{address}van-ban/" in Client().get(address).content.decode()
    hide_document(actor=clerk, document=row, now=NOW)
    forget_pages()
    assert row.symbol not in shown(address)


def test_a_unit_may_show_all_whose_text_is_public_and_no_other(home: Unit) -> None:
    open_text, closed_text = issued(home, details=OPEN), issued(home)
    address = page(home, all_documents=True)
    found = shown(address)
    assert f"/kiem-tra/{open_text.seal.code}/tep/" in found
    assert closed_text.seal.code not in found


def test_one_that_does_not_hold_any_more_says_so(home: Unit) -> None:
    old, new = issued(home, details=OPEN), issued(home)
    DocumentLink.objects.create(source=new, target=old, kind=LinkKind.REPLACES, made_at=NOW)
    assert "Replaced by a newer document" in shown(page(home, all_documents=True))


def test_what_was_not_issued_here_cannot_be_shown(home: Unit) -> None:
    incoming = registered(home, "1-QĐ/TW", actor_in(home, Post.CLERK))
    with pytest.raises(Conflict):
        show_document(actor=actor_in(home, Post.CLERK), document=incoming, now=NOW)


def test_from_the_desk(home: Unit) -> None:
    row = issued(home)
    clerk, officer = signed_in(home, Post.CLERK), signed_in(home)
    assert f"/dang-tin/van-ban/{row.pk}/" in clerk.get("/dang-tin/van-ban/").content.decode()
    assert f"/dang-tin/van-ban/{row.pk}/" not in officer.get("/dang-tin/van-ban/").content.decode()
    assert officer.post(f"/dang-tin/van-ban/{row.pk}/").status_code == 403
    clerk.post(f"/dang-tin/van-ban/{row.pk}/")
    assert Document.objects.filter(shown__isnull=False).get() == row
    clerk.post(f"/dang-tin/van-ban/{row.pk}/")
    assert not Document.objects.filter(shown__isnull=False).exists()


def test_conferences_and_the_week_stand_there_when_they_are_public(home: Unit) -> None:
    address, row = page(home), planned(home)
    assert row.title not in Client().get(f"{address}hoi-nghi/").content.decode()
    Conference.objects.filter(pk=row.pk).update(is_public=True)
    PublicSchedule.objects.create(unit=home, opened_at=NOW)
    forget_pages()
    listed = Client().get(f"{address}hoi-nghi/").content.decode()
    assert row.title in listed
    looked_on = f"/hop/cong-khai/{row.pk}/"
    assert looked_on in listed
    assert Client().get(looked_on).status_code == 200
    front = Client().get(address).content.decode()
    assert f"{address}hoi-nghi/" in front
    assert f"/lich-tuan/{home.code}/" in front
    Conference.objects.filter(pk=row.pk).update(rehearsal=True)
    forget_pages()
    assert row.title not in Client().get(f"{address}hoi-nghi/").content.decode()
