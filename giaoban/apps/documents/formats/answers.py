"""The table of comments and answers on a draft, as a paper in the layout of the unit that wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings

from giaoban.apps.org.queries.letterheads import letterhead_of

from ..domain.answering import Said, answering_words, cells, opening
from ..domain.layout import number_ending
from ..domain.paper import Annex, Column, Paper, Paragraph, Signature, Table
from ..models import Content
from .layouts import load_layout

FILE = "notices/tong_hop_y_kien.yaml"
_SHARES = (("number", 0.5), ("place", 4.0), ("unit", 2.0), ("comment", 4.0), ("answer", 4.0))


@lru_cache(maxsize=1)
def load_answering_words() -> dict[str, str]:
    """The pack's words. Raises AnsweringError when they do not fit."""
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    return dict(answering_words(yaml.safe_load(text)))


def answers_paper(
    content: Content, rows: Sequence[Said], *, asked: int, silent: Sequence[str], day: date
) -> Paper:
    """The paper for `content` (with its unit): `asked` units had the draft, `silent` of them said nothing.

    Its number and date are the clerk's; it carries a draft mark while a comment waits for its answer.
    """
    words, head = load_answering_words(), letterhead_of(content.unit, day)
    layout = load_layout(head.layout_code)
    body = opening(content.title, rows, asked, words)
    body += [words["silent"].format(units="; ".join(silent))] if silent else []
    columns = tuple(
        Column(words[name], "center" if name == "number" else "left", share) for name, share in _SHARES
    )
    table = Table("", columns, tuple(cells(rows, words)), may_part=True)
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=head.issuer_name,
        number_symbol=number_ending(layout, words["type_symbol"], head.issuer_symbol(words["type_symbol"])),
        place=head.place,
        type_name=words["type_name"],
        summary=words["summary"].format(title=content.title),
        draft_mark=any(not row.answer for row in rows),
        body=tuple(Paragraph.of(text) for text in (*body, words["closing"])),
        signature=Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        recipients=head.recipients,
        annexes=(Annex(words["annex"], (table,)),),
        source_annex=False,
        language=layout.language,
    )
