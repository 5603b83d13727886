"""What stands around every page for everybody: the unit's name, its sections, who answers for it, visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from giaoban.kit import clock

from ...models import PublicPage
from ...queries.categories import categories
from ...queries.reading import has_week, sections
from ...queries.shown import public_conferences, public_documents
from ...queries.visits import visits


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the frame; `current`: the reader is there; `language` of a link to the page in that language."""

    label: str
    url: str
    current: bool = False
    language: str = ""


def public_address(path: str) -> str:
    """The whole address, as others write it."""
    return str(settings.PUBLIC_URL).rstrip("/") + path


def in_language(path: str, language: str) -> str:
    """The path in this language; the installation's own needs no word."""
    if language == settings.LANGUAGE_CODE:
        return path
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def place(page: PublicPage | None, name: str, *args: str) -> str:
    """The address `name` of a unit's page, or of the network (None)."""
    return (
        reverse(f"portal:unit_{name}", args=[page.unit.code, *args])
        if page
        else reverse(f"portal:{name}", args=args)
    )


def frame_of(page: PublicPage | None, request: HttpRequest, language: str) -> dict[str, Any]:
    """The context of the frame. Four queries for a unit's page, none for the network's."""
    demo = bool(settings.DEMO)
    return {
        "page": page, "language": language, "languages": _languages(request), "suffix": in_language("", language),
        "entries": _entries(request, _news_places(page, language)),
        "others": _entries(request, _others(page) if page else []),
        "home": in_language(place(page, "front"), language), "search": place(page, "search"),
        "feed": place(page, "feed"), "network": in_language(reverse("portal:front"), language),
        "canonical": public_address(request.path), "site": page.name if page else _("News of the network"),
        "gb_demo": demo, "gb_today": clock.local_day(clock.now()) if demo else None,
        "words": request.GET.get("q", "")[:300], "check": reverse("document_check_code"),
        "written": format_html(' lang="{}"', settings.LANGUAGE_CODE) if language != settings.LANGUAGE_CODE else "",
    }  # fmt: skip


def visits_line(page: PublicPage | None, today: date) -> str:
    """The counts as the foot of a page shows them."""
    return render_to_string("portal/_visits.html", {"visits": visits(page.pk if page else None, today)})


def _others(page: PublicPage) -> list[tuple[str, str]]:
    """Sections that this unit has something in."""
    code, found = page.unit.code, []
    if public_documents(page).exists():
        found.append((_("Documents"), reverse("portal:unit_documents", args=[code])))
    if public_conferences(page).exists():
        found.append(
            (pgettext("public page", "Conferences"), reverse("portal:unit_conferences", args=[code]))
        )
    if has_week(page):
        found.append((_("Weekly schedule"), reverse("public_week", args=[code])))
    return found + [(str(s.label), reverse(s.url_name, args=[code])) for s in sections(page)]


def _news_places(page: PublicPage | None, language: str) -> list[tuple[str, str]]:
    kinds = [(c.name(language), place(page, "category", c.code)) for c in categories()]
    return [(_("News"), place(page, "front")), *kinds]


def _entries(request: HttpRequest, places: list[tuple[str, str]]) -> list[Entry]:
    language = get_language() or ""
    return [Entry(label, in_language(path, language), request.path == path) for label, path in places]


def _languages(request: HttpRequest) -> list[Entry]:
    """The same page in each language, named in itself."""
    known = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [
        Entry(name, in_language(request.path, code), code == get_language(), code) for code, name in known
    ]
