"""giaoban messages: collect the texts of the screens into the catalogues of translations.

Babel reads Python; a Django template is first turned into text that reads like Python by Django itself
(`templatize`), so that one extractor serves both and no gettext programs are asked of the machine.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[3]
# What marks a text, and which arguments hold it; "c" is the context that parts two meanings of one text.
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
TEMPLATES = {".html", ".txt"}
Key = tuple[str, str | None]


class Command(BaseCommand):
    help = (
        "Collect the texts of pages and programs into giaoban/locale, and say how many wait for a translation. "
        "Example: giaoban messages --from vi_new.po"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="sources",
            nargs="+",
            default=[],
            type=Path,
            metavar="FILE",
            help="take translations from these .po files where the catalogue has none",
        )
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 if something is missing"
        )
        parser.add_argument("--list", action="store_true", help="name every text that waits")
        parser.add_argument("--json", action="store_true", help="the counts as one JSON object")

    def handle(
        self, *args: Any, sources: list[Path], check: bool, list: bool, json: bool, **options: Any
    ) -> None:
        wanted = collect(PACKAGE)
        others = [_read(path) for path in sources]
        counts = {}
        for path in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/django.po")):
            before = _read(path)
            after = merge(wanted, before, *others)
            missing = untranslated(after)
            counts[path.parents[1].name] = {
                "texts": len(after),
                "new": len(set(keys(after)) - set(keys(before))),
                "gone": len(set(keys(before)) - set(keys(after))),
                "untranslated": len(missing),
            }
            if not check:
                path.write_bytes(written(after))
            if list:
                self.stdout.writelines(f"{text}\n" for text in missing)
        self._say(counts, as_json=json)
        if check and any(count["untranslated"] or count["new"] for count in counts.values()):
            raise CommandError("A catalogue is not complete: run giaoban messages and translate what is new.")

    def _say(self, counts: dict[str, dict[str, int]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(counts))
            return
        for language, count in counts.items():
            self.stdout.write(
                f"{language}: {count['texts']} texts, {count['new']} new, {count['gone']} gone, "
                f"{count['untranslated']} untranslated"
            )


def collect(package: Path) -> Catalog:
    """Every text that a program or a template of the package marks, with the files it stands in."""
    found = Catalog()
    for path in _files(package):
        text = path.read_text(encoding="utf-8")
        if path.suffix in TEMPLATES:
            text = templatize(text, origin=str(path))
        name = f"{package.name}/{path.relative_to(package).as_posix()}"
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            if message:
                found.add(message, locations=[(name, 1)], context=context)
    return found


def merge(wanted: Catalog, *known: Catalog) -> Catalog:
    """What is wanted, each text with its translation from the first catalogue that has one; nothing is guessed.

    A text that nobody marks any more is left out. Dates are kept, so that an unchanged catalogue stays as it is.
    """
    first = known[0]
    merged = Catalog(
        locale=first.locale,
        project="Giao Ban",
        version="1",
        fuzzy=False,
        creation_date=first.creation_date,
        revision_date=first.creation_date,
        last_translator="Giao Ban",
        language_team="Giao Ban",
        msgid_bugs_address="the issues of the project",
        header_comment="# The words on the screen. Collected by: giaoban messages",
    )
    for message in wanted:
        if not message.id:
            continue
        strings = next((s for catalogue in known if (s := _strings(catalogue, message))), ())
        plural = not isinstance(message.id, str)
        merged.add(
            message.id,
            (strings or ("",)) if plural else (strings[0] if strings else ""),
            locations=message.locations,
            context=message.context,
        )
    return merged


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without a translation, or with one that somebody marked as doubtful."""
    return [
        _first(message)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_texts(message)) or not _texts(message))
    ]


def keys(catalogue: Catalog) -> Iterator[Key]:
    return ((_first(message), message.context) for message in catalogue if message.id)


def written(catalogue: Catalog) -> bytes:
    """The file: by text, with file names but no line numbers, so that a change shows only what it changed."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def _files(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if (path.suffix == ".py" and "migrations" not in parts) or (
            path.suffix in TEMPLATES and "templates" in parts
        ):
            yield path


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.parents[1].name if path.name == "django.po" else "vi")
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(message: Message) -> tuple[str, ...]:
    strings = message.string
    return (strings,) if isinstance(strings, str) else tuple(strings or ())


def _strings(catalogue: Catalog, message: Message) -> tuple[str, ...]:
    known = catalogue.get(_first(message), message.context)
    return _texts(known) if known and not known.fuzzy and all(_texts(known)) else ()
