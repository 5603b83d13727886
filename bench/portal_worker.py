"""Writes the news of `portal` into the database of DATABASE_URL: `FILE ITEMS REQUESTS`.

Words are drawn so that some stand in nearly every item and some in a few, as in real news; always the same ones.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

PAGES, WORDS_AN_ITEM, SEARCHES, WARM = 64, 350, 4_000, 8
_COMMON = """
hội nghị công tác Mặt trận Nhân dân tổ chức tỉnh xã phường đoàn viên hội viên vận động phong trào thi đua giám sát
phản biện chăm lo hỗ trợ hộ nghèo nông dân phụ nữ thanh niên cựu chiến binh công đoàn kết quả nhiệm vụ trọng tâm
thực hiện triển khai kế hoạch chương trình địa bàn khu dân cư đồng bào dân tộc tôn giáo đại đoàn kết
"""
_FIRST = """
ban cán chi dân đất đường gia giao hàng khoa kinh lâm minh năm nông phòng quê sông tân thành trường văn xuân
"""
_SECOND = """
an bình cường dũng đông giang hà hoa khánh lộc mỹ nam ninh phú phước quang sơn tây thịnh thủy vinh yên
"""
COMMON, FIRST, SECOND = (text.split() for text in (_COMMON, _FIRST, _SECOND))


def main() -> None:
    """Fill, then name addresses and searches."""
    import django

    django.setup()
    file, items, requests = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    dice = random.Random(41)
    addresses = fill(items, dice)
    newest = addresses[:200]
    lists = ["/tin/", *{f"/trang/{a['unit']}/" for a in newest[:20]}, "/tin/muc/hoi-nghi/", "/tin/?trang=2"]
    gets = [_address(dice, lists, newest) for _n in range(requests)]
    asked = [_search(dice) for _n in range(SEARCHES)]
    warm = [*lists, *(a["path"] for a in newest)] * WARM
    work = {"gets": gets, "warm": warm, "searches": [" ".join(words) for words in asked],
            "words": [" & ".join(_folded(word) for word in words) for words in asked]}  # fmt: skip
    file.write_text(json.dumps(work))


def fill(items: int, dice: random.Random) -> list[dict[str, Any]]:
    """Open pages with published items; (path, unit) of each, newest first."""
    from django.db import connection

    from bench.data import NOW
    from giaoban.apps.org.models import Unit
    from giaoban.apps.portal.enums import ItemState
    from giaoban.apps.portal.models import NewsItem, PublicPage
    from giaoban.apps.portal.queries.categories import categories

    units = Unit.objects.filter(organisation__code="MTTQ").order_by("level", "code")[:PAGES]
    pages = [
        PublicPage.objects.create(unit=u, name=u.name, editor="Chánh Văn phòng", is_open=True) for u in units
    ]
    codes = [c.code for c in categories()]
    rows = []
    for number in range(items):
        at = NOW - timedelta(minutes=11 * (items - number))
        row = NewsItem(
            page=dice.choice(pages), state=ItemState.PUBLISHED, created_at=at, updated_at=at, published_at=at
        )
        row.take(_text(dice, dice.choice(codes)))
        rows.append(row)
    NewsItem.objects.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [{"path": f"/tin/{r.pk}/{r.slug}/", "unit": r.page.unit.code} for r in reversed(rows)]


def _text(dice: random.Random, category: str) -> Any:
    from giaoban.apps.portal.domain.writing import NewsText

    words = list(_words(dice, WORDS_AN_ITEM))
    paragraphs = [
        " ".join(words[start : start + 50]).capitalize() + "." for start in range(60, len(words), 50)
    ]
    title, lead = " ".join(words[:14]).capitalize(), " ".join(words[14:60]).capitalize() + "."
    return NewsText(title, lead, "\n\n".join(paragraphs), category).tidied()


def _words(dice: random.Random, most: int) -> Iterator[str]:
    """Two common words of three; the third a rare name of two syllables."""
    for _n in range(most):
        yield (
            dice.choice(COMMON)
            if dice.random() < 2 / 3
            else f"{dice.choice(FIRST)}{dice.choice(SECOND)}{dice.randrange(20)}"
        )


def _search(dice: random.Random) -> list[str]:
    """One to three words; every third search has only common ones, which is the hard case."""
    if dice.random() < 1 / 3:
        return dice.sample(COMMON, 3)
    return [dice.choice(COMMON), _rare(dice)]


def _rare(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)}{dice.choice(SECOND)}{dice.randrange(20)}"


def _folded(word: str) -> str:
    from giaoban.kit.text import fold

    return fold(word)


def _address(dice: random.Random, lists: list[str], newest: list[dict[str, Any]]) -> str:
    """Three of ten look at a list; of items the newer are read more."""
    if dice.random() < 0.3:
        return dice.choice(lists)
    return str(newest[min(int(dice.expovariate(1 / 25)), len(newest) - 1)]["path"])


if __name__ == "__main__":
    main()
