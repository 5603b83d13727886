"""An outgoing document as a paper in its unit's layout, with number and date once they are taken."""

from __future__ import annotations

from datetime import date
from typing import Literal

from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit.text import fold

from ..domain.layout import Layout
from ..domain.paper import Paper, Signature
from ..enums import OutgoingState, SignsAs, Urgency
from ..models import Outgoing
from ..queries.contents import texts_of
from .blocks import to_blocks
from .check_code import check_of
from .layouts import load_layout
from .numbering import preset_of
from .paper_docx import render_docx
from .paper_pdf import render_pdf

Kind = Literal["docx", "pdf"]
_UNSIGNED = frozenset({OutgoingState.WRITING, OutgoingState.PUT, OutgoingState.DROPPED})
_DEGREES = (Urgency.URGENT, Urgency.VERY_URGENT, Urgency.FLASH)


def outgoing_file(row: Outgoing, kind: Kind, *, day: date) -> bytes:
    """The paper as DOCX or PDF, see `outgoing_paper`."""
    paper = outgoing_paper(row, day=day)
    return render_docx(paper) if kind == "docx" else render_pdf(paper)


def outgoing_paper(row: Outgoing, *, day: date) -> Paper:
    """The paper of `row` (with unit, organisation, type, document). `day` chooses the letterhead of a draft.

    Before the leader agrees it carries a draft mark, before it has a number blanks for the hand. Once it has its
    number it carries the code of the public check page, so that what is signed on paper says the same as the seal.
    """
    document = row.document
    head = letterhead_of(row.unit, document.issued_on if document else day)
    layout = load_layout(head.layout_code)
    # All families write a letter without its type as a heading, also where its symbol names the type.
    letter = row.type.code in preset_of(row.unit).untyped_types or row.type.name == layout.words.letter
    kind = row.type.abbreviation
    suffix = preset_of(row.unit).suffix(row.type.code, kind, head.issuer_symbol(kind))
    deputy = row.signs == SignsAs.DEPUTY and head.on_behalf
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=head.issuer_name,
        number=document.symbol if document else "",
        number_symbol="" if document else suffix,
        place=head.place,
        date=document.issued_on if document else None,
        type_name="" if letter else row.type.name.upper(),
        summary=row.summary,
        addressees=tuple(row.addressees),
        urgency=_urgency(row, layout),
        draft_mark=row.state in _UNSIGNED,
        body=to_blocks(texts_of(row.content)),
        signature=Signature(
            post=head.post if deputy else head.head_post or head.post,
            authority=head.authority,
            on_behalf=head.on_behalf if deputy else "",
        ),
        recipients=_recipients(row, layout),
        check=check_of(row.check_code) if document and row.check_code else None,
        source_annex=False,
        language=layout.language,
    )


def _recipients(row: Outgoing, layout: Layout) -> tuple[str, ...]:
    """“As above” for those whom the paper addresses already, then the others."""
    if not row.addressees:
        return tuple(row.recipients)
    above, addressed = layout.words.as_above, {_bare(name) for name in row.addressees}
    others = (line for line in row.recipients if _bare(line) not in {*addressed, _bare(above)})
    return (above, *others)


def _bare(line: str) -> str:
    return fold(line).strip(" -.;,")


def _urgency(row: Outgoing, layout: Layout) -> str:
    """The layout's word for the degree, "" for an ordinary paper."""
    words = dict(zip(_DEGREES, layout.urgencies, strict=False))
    return words.get(Urgency(row.urgency), "")
