"""Take words out of messages that were queued or sent: a plain function for use cases of other rooms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from ..models import Sending

AT_ONCE = 200


def erase_told(*, keys: Collection[str], words: Sequence[str], instead: str) -> int:
    """Messages about `keys` say `instead` and no more; where `words` stand in others, `instead` stands for them.

    Returns how many messages changed. What has left the house cannot be called back.
    """
    own = Sending.objects.filter(key__in=keys).update(subject=instead[:200], body=instead)
    others = 0
    for start in range(0, len(words), AT_ONCE):
        some = sorted(words[start : start + AT_ONCE], key=len, reverse=True)
        holding = reduce(or_, (Q(body__contains=w) | Q(subject__contains=w[:200]) for w in some))
        for row in Sending.objects.filter(holding):
            for word in some:
                row.body = row.body.replace(word, instead)
                row.subject = row.subject.replace(word[:200], instead)[:200]
            row.save(update_fields=["body", "subject"])
            others += 1
    return own + others
