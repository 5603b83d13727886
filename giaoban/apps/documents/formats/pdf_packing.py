"""Packs the small objects of a PDF: the tags and links of a long table take a tenth of the room.

typst writes every object by itself, as readable text; a table of 7,800 linked figures is 20,000 of them, 5.7 MB. They
may as well stand in compressed object streams (ISO 32000-1, 7.5.7), found through a cross-reference stream (7.5.8).
Nothing else is touched: streams (pages, fonts, metadata) stay as they are, and so do all numbers of objects.
"""

from __future__ import annotations

import re
import zlib

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>", re.DOTALL)
_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*)\sendobj\s*$", re.DOTALL)
_IN_ONE = 500  # objects a stream holds: a reader unpacks a whole one for any of them


def packed(pdf: bytes) -> bytes:
    """The same document in less room. What is not laid out as expected comes back as it is."""
    found = _taken_apart(pdf)
    if found is None:
        return pdf
    head, objects, trailer = found
    small = [number for number, body in objects.items() if not body.endswith(b"endstream")]
    out, places = bytearray(head), {}
    for number, body in objects.items():
        if body.endswith(b"endstream"):
            places[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    following = max(objects) + 1
    for start in range(0, len(small), _IN_ONE):
        group = small[start : start + _IN_ONE]
        places[following] = (1, len(out), 0)
        places |= {number: (2, following, index) for index, number in enumerate(group)}
        out += _object_stream(following, [(number, objects[number]) for number in group])
        following += 1
    at = len(out)
    places[following] = (1, at, 0)
    out += _reference_stream(following, places, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % at
    return bytes(out)


def _taken_apart(pdf: bytes) -> tuple[bytes, dict[int, bytes], bytes] | None:
    """(what stands before the first object, objects by number, the trailer's entries but its size)."""
    end = _START.search(pdf, max(0, len(pdf) - 64))
    at = int(end.group(1)) if end else -1
    table = _TABLE.match(pdf, at) if end else None
    trailer = _TRAILER.search(pdf, at) if table else None
    if table is None or trailer is None or b"/Prev" in trailer.group(1) or b"/Encrypt" in trailer.group(1):
        return None
    rows = pdf[table.end() : trailer.start()].split(b"\n")
    offsets = sorted(int(row[:10]) for row in rows if row.rstrip().endswith(b"n"))
    objects: dict[int, bytes] = {}
    for start, stop in zip(offsets, [*offsets[1:], at], strict=True):
        one = _OBJECT.match(pdf[start:stop])
        if one is None:
            return None
        objects[int(one.group(1))] = one.group(2).strip()
    if not objects:
        return None
    kept = re.sub(rb"/Size\s+\d+", b"", trailer.group(1)).strip()
    return pdf[: offsets[0]], dict(sorted(objects.items())), kept


def _object_stream(number: int, members: list[tuple[int, bytes]]) -> bytes:
    index, bodies = bytearray(), bytearray()
    for member, body in members:
        index += b"%d %d " % (member, len(bodies))
        bodies += body + b"\n"
    return _stream(number, b"/Type/ObjStm/N %d/First %d" % (len(members), len(index)), bytes(index + bodies))


def _reference_stream(number: int, places: dict[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    free = (0, 0, 65535)
    rows = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(5, "big") + index.to_bytes(2, "big")
        for kind, where, index in (places.get(n, free) for n in range(number + 1))
    )
    return _stream(number, b"/Type/XRef/Size %d/W[1 5 2]%s" % (number + 1, trailer), rows)


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    head = b"%d 0 obj\n<<%s/Length %d/Filter/FlateDecode>>\n" % (number, entries, len(data))
    return head + b"stream\n" + data + b"\nendstream\nendobj\n"
