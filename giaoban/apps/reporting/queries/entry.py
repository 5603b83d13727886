"""The entry page of a report: its fields, what was typed into them, and what a save answers.

A field is named by the key of its change, "part:code". What it showed when the page was loaded travels with it
("seen"), so that two people in one report are told of each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, get_args

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giaoban.apps.accounts.models import User
from giaoban.apps.indicators.enums import ValueType
from giaoban.kit.access import Actor
from giaoban.kit.errors import Forbidden, Invalid
from giaoban.kit.numbers import format_entry, format_number

from .. import policies
from ..domain.drafts import Change, Collision, Part, Refusal, canonical
from ..domain.entries import standing_entries
from ..domain.form_definition import CellDef, FormDefinition, IndicatorDef
from ..domain.typed import parse_typed, show
from ..enums import EDITABLE
from ..models import CellComment, Report, ReportVersion
from .definitions import definition_of
from .report_page import compared_with, seen_report, standing_return, steps_open, texts_of, versions_of
from .sheet import Content, Line, Sheet, TextLine, Voices, sheet_of

PARTS: tuple[str, ...] = get_args(Part)
ALL = "tat-ca"
WINDOW = 32
"""Characters of a window's name."""
SHORT_FORM = 20
"""Up to so many cells a form stands on one page; a longer one section by section."""


def field_id(name: str) -> str:
    """The id of the field on the page: "own:a.b" is "id_own-a-b"."""
    return "id_" + name.replace(":", "-").replace(".", "-").replace(",", "-")


@dataclass(frozen=True, slots=True)
class Field:
    """One place to type. `value` as it stands in the field, `seen` as the server knew it."""

    name: str
    value: str
    seen: str
    saved: str
    error: str = ""
    theirs: str | None = None

    @property
    def id(self) -> str:
        return field_id(self.name)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the sheet with its fields; the correction's two are there where the unit consolidates."""

    line: Line
    kind: str
    decimals: int
    own: Field
    estimate: Field
    adjustment: Field | None
    reason: Field | None
    choices: tuple[tuple[str, str], ...]
    explanations: tuple[tuple[Field, str], ...]


@dataclass(frozen=True, slots=True)
class EntryText:
    line: TextLine
    field: Field


@dataclass(frozen=True, slots=True)
class EntrySection:
    code: str
    number: int
    title: str
    lines: tuple[EntryLine, ...]
    texts: tuple[EntryText, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """An entry that somebody else changed meanwhile."""

    label: str
    field: Field
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What `reporting:enter` shows. `shown` is the code of the section, or ALL."""

    report: Report
    sheet: Sheet
    sections: tuple[EntrySection, ...]
    shown: str
    clashes: tuple[Clash, ...]
    by: str
    refused: tuple[tuple[str, Field], ...]
    may: tuple[str, ...]


def entry_report(actor: Actor, pk: int) -> Report:
    """A report that the actor writes. NotFound outside the scope, Forbidden for mere readers."""
    report = seen_report(actor, pk)
    if not policies.write_report.allows(actor, report):
        raise Forbidden(
            _("Your post does not allow this step. Ask the leader or the administrator of your unit.")
        )
    return report


def editable(report: Report) -> bool:
    """May the report be typed into now?"""
    return report.state in EDITABLE


def entry_page(
    actor: Actor, report: Report, *, section: str = "", posted: Mapping[str, str] | None = None,
    collisions: Sequence[Collision] = (), refusals: Sequence[Refusal] = (),
) -> EntryPage:  # fmt: skip
    """The page, as loaded or after a save that was not taken whole. At most ten queries after the report."""
    content, sheet = _sheet(report)
    lines = sum(len(s.lines) for s in sheet.sections)
    codes = [s.code for s in sheet.sections]
    shown = section if section in (*codes, ALL) else ALL if lines <= SHORT_FORM else codes[0]
    fields = _Fields(report, content, posted or {}, collisions, refusals)
    sections = tuple(
        EntrySection(
            s.code, s.number, s.title,
            tuple(fields.line(x, sheet.consolidates) for x in s.lines),
            tuple(EntryText(t, fields.field(f"text:{t.text.code}", t.body)) for t in s.texts),
        )
        for s in sheet.sections
        if shown in (ALL, s.code)
    )  # fmt: skip
    steps = tuple(str(s) for s in steps_open(actor, report, filling=True))
    clashes = tuple(fields.clash(c) for c in collisions)
    refused = tuple((fields.label(r.part, r.code), fields.made[f"{r.part}:{r.code}"]) for r in refusals
                    if f"{r.part}:{r.code}" in fields.made)  # fmt: skip
    return EntryPage(report, sheet, sections, shown, clashes, _who(collisions, actor), refused, steps)


def _sheet(report: Report) -> tuple[Content, Sheet]:
    versions = versions_of(report)
    version = next((v for v in versions if v.pk == report.version_id), None)
    base = compared_with(versions, report, version)
    content = Content(version, texts_of(version), base, texts_of(base))
    returned = standing_return(tuple(report.steps.order_by("-pk")))
    comments = tuple(CellComment.objects.filter(report=report).select_related("user", "unit").order_by("pk"))
    return content, sheet_of(
        report, content, Voices(returned.cells if returned else {}, comments), judged=True
    )


class _Fields:
    """Makes fields, with what stands, what was posted, what collided and what was refused."""

    def __init__(
        self, report: Report, content: Content, posted: Mapping[str, str], collisions: Sequence[Collision],
        refusals: Sequence[Refusal],
    ) -> None:  # fmt: skip
        self.definition = definition_of(report.expectation.collection.form_version)
        self.standing = standing_of(self.definition, content.version, content.texts)
        self.posted, self.lang = posted, get_language() or "vi"
        self.theirs = {f"{c.part}:{c.code}": c.theirs for c in collisions}
        self.mine = {f"{c.part}:{c.code}": c.yours for c in collisions}
        self.errors = {f"{r.part}:{r.code}": r.message for r in refusals}
        self.made: dict[str, Field] = {}

    def line(self, line: Line, consolidates: bool) -> EntryLine:
        cell, code = line.cell, line.cell.code
        choice = cell.value_type is ValueType.CHOICE and cell.part == "value"
        kind = "choice" if choice else "date" if cell.value_type is ValueType.DATE else "number"
        corrected = consolidates and line.summed and kind == "number"
        return EntryLine(
            line, kind, cell.decimals,
            self.field(f"own:{code}", self.typed(cell, line.indicator, "own")),
            self.field(f"estimate:{code}", self.standing.get(f"estimate:{code}", "")),
            self.field(f"adjustment:{code}", self.typed(cell, line.indicator, "adjustment")) if corrected else None,
            self.field(f"reason:{code}", line.reason) if corrected else None,
            tuple((str(i), text) for i, text in enumerate(line.indicator.choices, start=1)) if choice else (),
            tuple((self.field(f"explanation:{r.explain}", r.explanation), r.text) for r in line.remarks if r.explain),
        )  # fmt: skip

    def typed(self, cell: CellDef, indicator: IndicatorDef, part: str) -> str:
        text = self.standing.get(f"{part}:{cell.code}", "")
        return as_typed(cell, indicator, Decimal(text), self.lang) if text else ""

    def field(self, name: str, saved: str) -> Field:
        value = self.posted.get(name, saved)
        seen = self.standing.get(name, "")
        field = Field(name, value, seen, saved, self.errors.get(name, ""), self.theirs.get(name))
        self.made[name] = field
        return field

    def saved(self, sheet: Sheet) -> dict[str, str]:
        """What stands in every field now, as it is typed: also what somebody else saved meanwhile."""
        for section in sheet.sections:
            for line in section.lines:
                self.line(line, sheet.consolidates)
            for text in section.texts:
                self.field(f"text:{text.text.code}", text.body)
        return {name: field.saved for name, field in self.made.items()}

    def label(self, part: str, code: str) -> str:
        cell = self.definition.cell_by_code.get(code)
        text = self.definition.text_by_code.get(code)
        name = cell.name if cell else text.name if text else _("Explanation")
        extra = {
            "adjustment": _("adjustment"),
            "reason": _("reason of the adjustment"),
            "estimate": _("estimate"),
        }.get(part)
        return f"{name} – {extra}" if extra else name

    def clash(self, collision: Collision) -> Clash:
        key = f"{collision.part}:{collision.code}"
        words = [
            self.words(collision.part, collision.code, text) for text in (collision.yours, collision.theirs)
        ]
        field = self.made.get(key) or self.field(key, collision.theirs)
        return Clash(self.label(collision.part, collision.code), field, *words)

    def words(self, part: str, code: str, text: str) -> str:
        return words_of(self.definition, part, code, text, self.lang)


def words_of(definition: FormDefinition, part: str, code: str, text: str, lang: str) -> str:
    """A canonical entry as a person reads it."""
    cell = definition.cell_by_code.get(code)
    if part == "estimate":
        return _("estimate") if text else _("final")
    if cell is None or part not in ("own", "adjustment") or not text:
        return text
    return show(cell, definition.indicator_by_code[cell.indicator_code], Decimal(text), lang)


def standing_of(
    definition: FormDefinition, version: ReportVersion | None, texts: Mapping[str, str]
) -> dict[str, str]:
    """Every entry as it stands, canonical, by "part:code"."""
    if version is None:
        return {}
    return standing_entries(
        definition.cells, version.own, version.adjustments, version.reasons, version.estimates, texts,
        version.explanations,
    )  # fmt: skip


def as_typed(cell: CellDef, indicator: IndicatorDef, value: Decimal, lang: str) -> str:
    """A slot's number as it stands in the field, so that reading it back gives the same number."""
    if cell.value_type is ValueType.CHOICE and cell.part == "value":
        return str(int(value))
    if cell.value_type is ValueType.DATE:
        return show(cell, indicator, value, lang)
    return format_entry(value, lang) if cell.decimals else format_number(value, 0, lang)


def canonical_of(definition: FormDefinition, name: str, text: str) -> str:
    """What `text` in the field `name` means: the canonical form that saving compares; itself when unreadable."""
    part, _colon, code = name.partition(":")
    body = text.replace("\r\n", "\n").strip()
    cell = definition.cell_by_code.get(code)
    if part not in ("own", "adjustment") or cell is None:
        return body
    try:
        unbounded = replace(cell, minimum=None, maximum=None)
        return canonical(parse_typed(unbounded, definition.indicator_by_code[cell.indicator_code], body))
    except Invalid:
        return body


def changes_posted(definition: FormDefinition, data: Mapping[str, str]) -> list[Change]:
    """Changes of a form posted whole: fields whose content differs from what the page had shown."""
    found = []
    for key, seen in data.items():
        if not key.startswith("seen:"):
            continue
        name = key.removeprefix("seen:")
        part, _colon, code = name.partition(":")
        typed = data.get(name, "").replace("\r\n", "\n").strip()
        known = seen.replace("\r\n", "\n").strip()
        if part in PARTS and canonical_of(definition, name, typed) != known:
            window = data.get("window", "")[:WINDOW]
            found.append(Change(part, code, typed, known, window=window))  # type: ignore[arg-type]
    return found


def changes_sent(definition: FormDefinition, data: Mapping[str, str]) -> list[Change]:
    """What a page that saves by itself sent; each change has the id made by the browser. Raises Invalid."""
    try:
        sent = json.loads(data.get("changes", ""))
        rows = [
            (
                str(s["name"]),
                str(s["value"]),
                str(s.get("base") or ""),
                str(s["id"]),
                str(s.get("window") or ""),
            )
            for s in sent
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(_("What the page sent could not be read. Reload the page.")) from error
    found = []
    for name, value, base, key, window in rows[:1000]:
        part, _colon, code = name.partition(":")
        if part in PARTS:
            typed = value.replace("\r\n", "\n").strip()
            seen = canonical_of(definition, name, base)
            found.append(Change(part, code, typed, seen, key[:60], window[:WINDOW]))  # type: ignore[arg-type]
    return found


def answer(
    report: Report, at: Any, revision: int, collisions: Iterable[Collision], refusals: Iterable[Refusal]
) -> tuple[dict[str, Any], int]:
    """(JSON, status) for `<gb-autosave>`, with the figures and remarks as they now stand. At most ten queries."""
    definition = definition_of(report.expectation.collection.form_version)
    lang = get_language() or "vi"
    content, sheet = _sheet(report)
    fields = _Fields(report, content, {}, (), ())
    conflicts = [_conflict(definition, c, lang) for c in collisions]
    errors = {f"{r.part}:{r.code}": r.message for r in refusals}
    data = {
        "saved_at": timezone.localtime(at).strftime("%H:%M"),
        "version": revision,
        "errors": errors,
        "conflicts": conflicts,
        "entries": fields.saved(sheet),
        **_live(sheet),
    }
    return data, 409 if conflicts else 422 if errors else 200


def _conflict(definition: FormDefinition, collision: Collision, lang: str) -> dict[str, str]:
    shown = words_of(definition, collision.part, collision.code, collision.theirs, lang)
    theirs, cell = collision.theirs, definition.cell_by_code.get(collision.code)
    if cell is not None and collision.part in ("own", "adjustment") and theirs:
        theirs = as_typed(cell, definition.indicator_by_code[cell.indicator_code], Decimal(theirs), lang)
    return {"name": f"{collision.part}:{collision.code}", "theirs": theirs, "shown": shown or _("empty")}


def _live(sheet: Sheet) -> dict[str, Any]:
    """Computed figures by "name:code", remarks by code, and how much is left, by section and in all."""
    lines = [line for section in sheet.sections for line in section.lines]
    names = ("total", "to_date", "percent", "change_previous", "change_last_year", "ratio")
    return {
        "figures": {f"{n}:{x.cell.code}": x.shown.get(n, "") for x in lines for n in names},
        "remarks": {
            x.cell.code: [{"text": r.text, "tone": r.tone, "explain": r.explain} for r in x.remarks]
            for x in lines if x.remarks
        },
        "left": sheet.blocking,
        "sections": {s.code: s.open_points for s in sheet.sections},
    }  # fmt: skip


def _who(collisions: Sequence[Collision], actor: Actor) -> str:
    """Whose entries stand instead: by label; the reader themselves, when it was another of their windows."""
    ids = {c.user_id for c in collisions if c.user_id is not None}
    others = User.objects.filter(pk__in=ids - {actor.user_id}).order_by("label")
    names = list(others.values_list("label", flat=True)) if ids - {actor.user_id} else []
    if actor.user_id in ids:
        names.append(_("Your own account, in another window or on another device,"))
    return ", ".join(names)
