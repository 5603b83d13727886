"""A small reader of iCalendar of our own: lines unfolded by RFC 5545, 3.1; nothing of the library that writes them."""

from __future__ import annotations


def lines(data: bytes) -> list[str]:
    """Logical lines. Fails on a physical line over 75 octets, a bare line feed, or a letter cut in two."""
    assert data.endswith(b"\r\n")
    found: list[bytes] = []
    for raw in data[:-2].split(b"\r\n"):
        assert b"\n" not in raw
        assert len(raw) <= 75, len(raw)
        raw.decode()
        if raw[:1] in (b" ", b"\t"):
            found[-1] += raw[1:]
        else:
            found.append(raw)
    return [line.decode() for line in found]


def events(data: bytes) -> list[dict[str, str]]:
    """Each VEVENT by property name (with its parameters: "DTSTART;VALUE=DATE"), values unescaped."""
    found: list[dict[str, str]] = []
    inside = False
    for line in lines(data):
        if line == "BEGIN:VEVENT":
            inside = True
            found.append({})
        elif line == "END:VEVENT":
            inside = False
        elif inside:
            name, _colon, value = line.partition(":")
            assert name not in found[-1]
            found[-1][name] = _plain(value)
    return found


def _plain(value: str) -> str:
    for escaped, letter in (("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        value = value.replace(escaped, letter)
    return value
