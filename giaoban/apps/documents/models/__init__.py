"""Tables of documents: register, contents written paragraph by paragraph, numbers, outgoing documents, files."""

from .citations import CitationChoice
from .content import Comment, Content, ContentVersion, KeptAside, Paragraph, ParagraphText
from .corrections import EntryChange, StruckNotice
from .matters import MatterFile, MatterPaper, MatterStep
from .numbers import GivenNumber, NumberSeries, TypeChoice
from .outgoing import Outgoing, OutgoingStep, Seal
from .register import (
    Delivery,
    Document,
    DocumentLink,
    DocumentType,
    Instruction,
    PaperRegisterNote,
    RegisterBook,
)

__all__ = [
    "CitationChoice",
    "Comment",
    "Content",
    "ContentVersion",
    "Delivery",
    "Document",
    "DocumentLink",
    "DocumentType",
    "EntryChange",
    "GivenNumber",
    "Instruction",
    "KeptAside",
    "MatterFile",
    "MatterPaper",
    "MatterStep",
    "NumberSeries",
    "Outgoing",
    "OutgoingStep",
    "PaperRegisterNote",
    "Paragraph",
    "ParagraphText",
    "RegisterBook",
    "Seal",
    "StruckNotice",
    "TypeChoice",
]
