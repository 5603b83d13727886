"""Naming many units in few words: by area where they are few areas, else by organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from giaoban.kit.text import item_of

from .material import Named, Said

BY_NAME_AT_MOST = 3  # so many units are named in full


@dataclass(frozen=True, slots=True)
class Item:
    """One line that units wrote, and who wrote it: the same words are one line."""

    body: str
    said: tuple[Said, ...]

    @property
    def units(self) -> tuple[Named, ...]:
        """Each unit once, in the order of first mention."""
        return tuple(dict.fromkeys(s.named for s in self.said))


def named(units: Sequence[Named], whole: int, say: Callable[..., str]) -> str:
    """ "Bạc Liêu (cả 6 tổ chức); Bắc Giang: Công đoàn, Nông dân", or full names where they are few.

    Units of the centre come first, by their full names: their organisation and area would not name them.
    `whole`: how many organisations there are; `say`: the outline's words "group" and "group_all".
    """
    return "; ".join(names_of(units, whole, say))


def names_of(units: Sequence[Named], whole: int, say: Callable[..., str]) -> list[str]:
    """The pieces of `named`."""
    if len(units) <= BY_NAME_AT_MOST:
        return [u.name for u in units]
    central = [u.name for u in units if u.central]
    return [*central, *_in_groups([u for u in units if not u.central], whole, say)]


def _in_groups(units: Sequence[Named], whole: int, say: Callable[..., str]) -> list[str]:
    by_area = _grouped((u.area, u.organisation) for u in units)
    by_organisation = _grouped((u.organisation, u.area) for u in units)
    if len(by_area) <= len(by_organisation):
        return [
            say("group_all", group=area, count=whole)
            if len(members) == whole
            else say("group", group=area, members=", ".join(members))
            for area, members in by_area.items()
        ]
    return [
        say("group", group=organisation, members=", ".join(members))
        for organisation, members in by_organisation.items()
    ]


def merged(texts: Iterable[Said]) -> list[Item]:
    """Each line once with everybody who wrote it, those of most units first; a line of a text is one item."""
    found: dict[str, list[Said]] = {}
    for said in texts:
        for line in filter(None, map(item_of, said.body.split("\n"))):
            found.setdefault(line, []).append(said)
    items = [Item(body, tuple(said)) for body, said in found.items()]
    return sorted(items, key=lambda item: -len(item.units))


def is_list(said: Said) -> bool:
    """Does every line of the text start with a dash or a number, and is there more than one?"""
    lines = [line for line in said.body.split("\n") if line.strip()]
    return len(lines) > 1 and all(item_of(line) != line.strip() for line in lines)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for group, member in pairs:
        members = groups.setdefault(group, [])
        if member not in members:
            members.append(member)
    return groups
