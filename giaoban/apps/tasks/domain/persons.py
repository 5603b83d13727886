"""Does a text that everybody may read name a person? Posts are named on public pages, persons never."""

from __future__ import annotations

import re

_ADDRESS = r"(?:ông|bà|anh|chị|cô|chú|đ/c|đồng chí|GS|PGS|TS|ThS|BS)\.?"
_POSTS = (
    r"(?:Phó|Trưởng|Chủ|Bí|Ủy|Uỷ|Giám|Tổng|Thư|Chánh|Đại|Hội|Ban|Cục|Vụ|Viện|Thứ|Bộ|Thủ|Thường|Hiệu|Chi)\b"
)
_WORD = r"[^\W\d_a-zàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]\w*"
_NAMED = re.compile(rf"\b(?i:{_ADDRESS})\s+(?!{_POSTS})({_WORD}(?:\s+{_WORD})+)")


def person_in(words: str) -> str:
    """The name that follows a form of address ("ông Nguyễn Văn A" → "Nguyễn Văn A"), or "".

    "Đồng chí Phó Trưởng Ban" names a post. A name without a form of address is not found: who marks a text as public
    is told to name posts.
    """
    found = _NAMED.search(words)
    return found.group(1) if found else ""
