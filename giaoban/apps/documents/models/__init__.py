"""Tables of documents: the register, and contents written paragraph by paragraph."""

from .content import Comment, Content, ContentVersion, KeptAside, Paragraph, ParagraphText
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
    "Comment",
    "Content",
    "ContentVersion",
    "Delivery",
    "Document",
    "DocumentLink",
    "DocumentType",
    "Instruction",
    "KeptAside",
    "PaperRegisterNote",
    "Paragraph",
    "ParagraphText",
    "RegisterBook",
]
