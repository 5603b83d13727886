"""Citations on pages: resolved, several, unknown, decided, replaced; never a link to what the reader may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.create_content import create_content
from giaoban.apps.documents.actions.decide_citation import decide_citation
from giaoban.apps.documents.actions.edit_paragraph import edit_paragraph
from giaoban.apps.documents.actions.link_documents import link_documents
from giaoban.apps.documents.actions.register_document import Issuer
from giaoban.apps.documents.actions.strike_entry import strike_entry
from giaoban.apps.documents.enums import Audience, ContentKind, Fate, LinkKind
from giaoban.apps.documents.formats.citing import citing_words
from giaoban.apps.documents.models import CitationChoice, Content, Document
from giaoban.apps.documents.queries.citations import Cited, cited_by, with_citations
from giaoban.apps.documents.queries.contents import reading, texts_of
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid, NotFound
from tests.conferences.people import signed_in
from tests.documents.drafts import text
from tests.documents.register import NOW, registered
from tests.tasks.network import actor_in, unit

pytestmark = pytest.mark.django_db
SAID = "Thực hiện Nghị quyết số 68/NQ-CP của Chính phủ"
KEY = "68|nq-cp"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def draft(home: Unit, said: str = SAID) -> Content:
    return create_content(
        actor=actor_in(home),
        unit=home,
        kind=ContentKind.PLAN,
        title="Kế hoạch",
        paragraphs=[text(said)],
        now=NOW,
    )


def decree(home: Unit, **changes: Any) -> Document:
    values = {
        "issuer": Issuer("Chính phủ"),
        "issued_on": date(2021, 7, 1),
        "summary": "Hỗ trợ người lao động",
    }
    return registered(home, changes.pop("symbol", "68/NQ-CP"), **{**values, **changes})


def seen(actor: Actor, row: Content) -> Cited:
    (line,) = with_citations(actor, reading(row), citing_words()).lines
    (one,) = line.cited
    return one


def test_one_that_fits_is_linked_in_the_text() -> None:
    home = unit("A")
    target = decree(home)
    row = draft(home)
    found = seen(actor_in(home), row)
    assert (found.fate, found.document) == (Fate.RESOLVED, target)
    (line,) = with_citations(actor_in(home), reading(row), citing_words()).lines
    (link,) = [run for run in line.shown_runs if run.get("href")]
    assert (link["text"], link["href"]) == ("Nghị quyết số 68/NQ-CP", f"/van-ban/{target.pk}/")
    assert [c.title for c in cited_by(actor_in(home), target)] == ["Kế hoạch"]


def test_no_link_to_what_the_reader_may_not_see() -> None:
    home, other = unit("A"), unit("B")
    target = decree(other)
    row = draft(home)
    assert seen(actor_in(home), row).fate == Fate.UNKNOWN
    assert cited_by(actor_in(other), target) == []  # nor does the other unit learn of a draft it may not read
    row.readers = [other.pk]
    row.save()
    assert seen(actor_in(other), row).document == target
    decide_citation(actor=actor_in(home), content=row, sign=KEY, document=decree(home), now=NOW)
    assert seen(actor_in(other), row).document is None


def test_a_struck_entry_does_not_count() -> None:
    home = unit("A")
    strike_entry(actor=actor_in(home, Post.CLERK), document=decree(home), reason="x", now=NOW)
    assert seen(actor_in(home), draft(home)).fate == Fate.UNKNOWN


def test_the_same_paper_in_two_registers_is_one() -> None:
    home, other = unit("A"), unit("B")
    decree(other, audience=Audience.NETWORK)
    own = decree(home)
    assert seen(actor_in(home), draft(home)).document == own


def test_several_are_decided_by_a_person_and_remembered() -> None:
    home = unit("A")
    first, second = decree(home), decree(home, issued_on=date(2020, 7, 1))
    row = draft(home)
    assert seen(actor_in(home), row).fate == Fate.AMBIGUOUS
    decide_citation(actor=actor_in(home), content=row, sign=KEY, document=second, now=NOW)
    assert seen(actor_in(home), row).document == second
    assert (
        seen(actor_in(home), draft(home, f"Căn cứ {SAID}")).document == second
    )  # another text, the same unit
    assert cited_by(actor_in(home), first) == []
    decide_citation(actor=actor_in(home), content=row, sign=KEY, document=second, now=NOW)
    assert CitationChoice.objects.count() == 1


def test_the_date_beside_it_decides() -> None:
    home = unit("A")
    decree(home)
    older = decree(home, issued_on=date(2020, 7, 1))
    assert seen(actor_in(home), draft(home, "Nghị quyết số 68/NQ-CP ngày 01/7/2020")).document == older


def test_of_another_date_than_said_a_person_decides() -> None:
    home = unit("A")
    decree(home)
    assert seen(actor_in(home), draft(home, "Nghị quyết số 68/NQ-CP ngày 02/7/2021")).fate == Fate.AMBIGUOUS


def test_outside_is_remembered_too() -> None:
    home = unit("A")
    row = draft(home)
    decide_citation(actor=actor_in(home), content=row, sign=KEY, document=None, now=NOW)
    assert seen(actor_in(home), row).fate == Fate.OUTSIDE


def test_what_may_not_be_decided() -> None:
    home, other = unit("A"), unit("B")
    row, hidden = draft(home), decree(other)
    with pytest.raises(NotFound):
        decide_citation(actor=actor_in(home), content=row, sign=KEY, document=hidden, now=NOW)
    with pytest.raises(Invalid):
        decide_citation(actor=actor_in(home), content=row, sign="1|x", document=None, now=NOW)
    with pytest.raises(NotFound):
        decide_citation(actor=actor_in(other), content=row, sign=KEY, document=None, now=NOW)


def test_what_took_its_place_stands_beside_it() -> None:
    home = unit("A")
    old = decree(home)
    new = decree(home, symbol="99/NQ-CP", issued_on=date(2021, 7, 5), received_on=date(2021, 7, 6))
    link_documents(actor=actor_in(home), source=new, target=old, kind=LinkKind.REPLACES, now=NOW)
    assert seen(actor_in(home), draft(home)).newer == (new,)


def test_an_edit_changes_what_is_cited() -> None:
    home = unit("A")
    target = decree(home)
    row = draft(home)
    (there,) = texts_of(row)
    edit_paragraph(
        actor=actor_in(home), paragraph=there.paragraph, text="Không dẫn gì", seen=there.pk, now=NOW
    )
    assert cited_by(actor_in(home), target) == []


def test_by_pages() -> None:
    home = unit("A")
    decree(home)
    second = decree(home, issued_on=date(2020, 7, 1))
    row = draft(home)
    officer = signed_in(home)
    address = reverse("documents:content", args=[row.pk])
    decide = reverse("documents:citation", args=[row.pk]) + "?dau=68%7Cnq-cp"
    assert decide in officer.get(address).content.decode()
    asked = officer.get(decide)
    assert asked.status_code == 200
    assert "outside" in asked.content.decode()
    assert officer.post(decide, {"document": ""}).status_code == 422
    assert officer.post(decide, {"document": str(second.pk)}).status_code == 302
    assert f'class="dc-cite" href="/van-ban/{second.pk}/"' in officer.get(address).content.decode()
    assert "Kế hoạch" in officer.get(reverse("documents:document", args=[second.pk])).content.decode()
