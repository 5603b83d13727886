"""The statements of `take_command`: each writes a command, what it changes, the audit line and the marks, or nothing.

One for each kind and holder, made of the same parts; PostgreSQL plans it once a connection. `sent` holds the values,
`place` the row that the link opens and its conference, `known` the command if it came before, `fresh` the command
written now, `fact` what it changed. Two tries of one command at once: the second waits at the unique key for the
first, then writes nothing. Whatever decides (an open list, an open matter) is locked against being closed meanwhile.
"""

from __future__ import annotations

from functools import cache

from giaoban.apps.audit.actions.record_line import LINE
from giaoban.apps.live.actions.mark_topic import AT_ONCE, BY_AND_BY, MARK

from ..domain.links import Holder
from ..enums import ATTENDANCE_TOPIC, FLOOR_TOPIC, PLACE_TOPIC, QUEUE_TOPIC, CommandKind

MOST_TEXTS, MOST_COMMANDS = 30, 120
"""Comments and messages, and commands of any kind, that one link may send within a minute."""
_COUNTED = (CommandKind.HERE, CommandKind.AWAY, CommandKind.COUNT)
_SPOKEN = (CommandKind.HAND, CommandKind.LOWER)
_WRITTEN = (CommandKind.COMMENT, CommandKind.MESSAGE)
_DECIDED = (CommandKind.TALLY, CommandKind.VOTE)
_MANY_COME = {ATTENDANCE_TOPIC: BY_AND_BY, FLOOR_TOPIC: BY_AND_BY}
"""What a hall full of people moves as it comes in: screens show the number two seconds later, all of them at once."""
_ROOM_MOVES = {FLOOR_TOPIC: AT_ONCE, QUEUE_TOPIC: AT_ONCE}

_SENT = """
sent (holder, link_key, key, kind, data, words, at, tomorrow, label, code, subject, line, own) AS (
  VALUES (%s::bigint, %s::text, %s::uuid, %s::text, %s::jsonb, %s::text, %s::timestamptz, %s::timestamptz, %s::text,
          %s::text, %s::text, %s::jsonb, %s::text))
"""
_PLACE = {
    "site": """
SELECT p.id, p.conference_id, p.unit_id, p.name AS who, false AS excused, p.officers + COALESCE(p.others, 0) AS people
  FROM sent
  JOIN conferences_site p ON p.id = sent.holder AND p.key = sent.link_key""",
    "delegate": """
SELECT p.id, p.conference_id, p.unit_id, CASE p.state WHEN 'replaced' THEN p.replaced_by ELSE p.post END AS who,
       p.state = 'excused' AS excused FROM sent
  JOIN conferences_delegate p ON p.id = sent.holder AND p.key = sent.link_key""",
}
_MATTER = """
matter AS (
  SELECT m.id FROM place JOIN conferences_matter m USING (conference_id), sent
   WHERE m.id = (sent.data->>'matter')::bigint AND m.closed_at IS NULL AND m.mode = '{mode}' FOR SHARE OF m)
"""
_STATEMENT = """
WITH {sent}, place AS MATERIALIZED ({place}),
known AS (
  SELECT c.kind, c.at FROM sent JOIN conferences_sitecommand c ON c.{holder}_id = sent.holder AND c.key = sent.key),
held AS MATERIALIZED (
  SELECT place.*, c.state, c.starts_at, c.confirmed_at, c.list_closed_at
    FROM place JOIN conferences_conference c ON c.id = place.conference_id {lock}),
{matter}
judged AS MATERIALIZED (
  SELECT held.*, CASE WHEN EXISTS (SELECT FROM known) THEN ''
    WHEN state = 'called_off' THEN 'called_off' WHEN confirmed_at IS NOT NULL THEN 'confirmed' {refused}
    WHEN ({lately}) >= {most} THEN 'too_many' ELSE '' END AS refused FROM held, sent),
fresh AS (
  INSERT INTO conferences_sitecommand ({holder}_id, key, kind, data, at)
  SELECT judged.id, sent.key, sent.kind, sent.data, sent.at FROM judged, sent
   WHERE refused = '' AND NOT EXISTS (SELECT FROM known)
      ON CONFLICT ({holder}_id, key) DO NOTHING RETURNING id),
{fact},
line AS ({line}
  SELECT sent.code, 'token', NULL::bigint, sent.label, judged.unit_id, sent.subject, judged.id,
         sent.line || jsonb_build_object('row', fact.id) FROM fact, judged, sent),
marks AS ({mark}
  SELECT topic || '/' || judged.conference_id, due FROM judged, (VALUES {topics}) moved (topic, due)
   WHERE EXISTS (SELECT FROM fact)
   UNION ALL SELECT sent.own, {at_once} FROM sent WHERE EXISTS (SELECT FROM fact){behind})
SELECT judged.refused, judged.conference_id, judged.unit_id, known.kind, known.at, EXISTS (SELECT FROM fresh),
       EXISTS (SELECT FROM fact)
  FROM judged LEFT JOIN known ON true
"""
_LATELY = """
SELECT count(*) FROM (
  SELECT last.at, last.kind FROM conferences_sitecommand last WHERE last.{holder}_id = held.id
   ORDER BY last.id DESC LIMIT {most}) lately WHERE lately.at > sent.at - interval '1 minute' {texts}
"""
_ON_THE_DAY = "WHEN starts_at >= sent.tomorrow THEN 'too_early'"
_IN_SESSION = "WHEN state = 'planned' THEN 'not_open' WHEN state = 'closed' THEN 'closed'"
_EXCUSED = "WHEN excused THEN 'excused'"
_MORE_HANDS = """WHEN (sent.data->>'agree')::int + (sent.data->>'against')::int + (sent.data->>'abstain')::int > people
         THEN 'more_hands'"""
"""A site that counted no people yet is not held to any number."""
_ITEM = """
(SELECT i.id FROM conferences_agendaitem i
  WHERE i.conference_id = judged.conference_id AND i.started_at IS NOT NULL AND i.ended_at IS NULL)
"""

_FACTS: dict[tuple[Holder, CommandKind], str] = {
    ("site", CommandKind.HERE): """
fact AS (
  UPDATE conferences_site t SET connected_at = COALESCE(t.connected_at, sent.at), gone_at = NULL
    FROM fresh, judged, sent WHERE t.id = judged.id AND (t.connected_at IS NULL OR t.gone_at IS NOT NULL)
  RETURNING t.id)""",
    ("site", CommandKind.AWAY): """
fact AS (
  UPDATE conferences_site t SET gone_at = sent.at FROM fresh, judged, sent
   WHERE t.id = judged.id AND t.connected_at IS NOT NULL AND t.gone_at IS NULL RETURNING t.id)""",
    ("site", CommandKind.COUNT): """
counted AS (
  UPDATE conferences_site t
     SET officers = (sent.data->>'officers')::int, others = (sent.data->>'others')::int, counted_at = sent.at,
         connected_at = COALESCE(t.connected_at, sent.at), gone_at = NULL
    FROM fresh, judged, sent WHERE t.id = judged.id
     AND ((t.officers, t.others) IS DISTINCT FROM ((sent.data->>'officers')::int, (sent.data->>'others')::int)
          OR t.connected_at IS NULL OR t.gone_at IS NOT NULL) RETURNING t.id),
named AS (
  UPDATE conferences_delegate d SET present_at = CASE WHEN d.present_at IS NULL THEN sent.at END
    FROM fresh, judged, sent WHERE d.site_id = judged.id AND sent.data ? 'delegates'
     AND (sent.data->'delegates' @> to_jsonb(d.id)) = (d.present_at IS NULL) RETURNING d.site_id),
fact AS (SELECT id FROM counted UNION SELECT site_id FROM named)""",
    ("delegate", CommandKind.HERE): """
fact AS (
  UPDATE conferences_delegate t SET present_at = sent.at FROM fresh, judged, sent
   WHERE t.id = judged.id AND t.present_at IS NULL RETURNING t.id)""",
    ("delegate", CommandKind.AWAY): """
fact AS (
  UPDATE conferences_delegate t SET present_at = NULL FROM fresh, judged
   WHERE t.id = judged.id AND t.present_at IS NOT NULL RETURNING t.id)""",
    ("site", CommandKind.TALLY): """
fact AS (
  INSERT INTO conferences_tally AS t (matter_id, site_id, agree, against, abstain, at)
  SELECT matter.id, judged.id, (sent.data->>'agree')::int, (sent.data->>'against')::int,
         (sent.data->>'abstain')::int, sent.at FROM fresh, judged, sent, matter
      ON CONFLICT (matter_id, site_id) DO UPDATE
     SET agree = excluded.agree, against = excluded.against, abstain = excluded.abstain, at = excluded.at
   WHERE (t.agree, t.against, t.abstain) IS DISTINCT FROM (excluded.agree, excluded.against, excluded.abstain)
  RETURNING t.id)""",
    ("delegate", CommandKind.VOTE): """
fact AS (
  INSERT INTO conferences_namedvote AS t (matter_id, delegate_id, choice, at)
  SELECT matter.id, judged.id, sent.data->>'choice', sent.at FROM fresh, judged, sent, matter
      ON CONFLICT (matter_id, delegate_id) DO UPDATE SET choice = excluded.choice, at = excluded.at
   WHERE t.choice IS DISTINCT FROM excluded.choice RETURNING t.id)""",
}  # fmt: skip
_ONE_HAND = {
    "site": "(site_id) WHERE delegate_id IS NULL AND kind = 'hand' AND state = 'waiting'",
    "delegate": "(delegate_id) WHERE kind = 'hand' AND state = 'waiting'",
}
_RAISED = """
fact AS (
  INSERT INTO conferences_turn
    (conference_id, kind, state, {holder}_id, item_id, who, about, position, minutes, asked_at, note)
  SELECT conference_id, 'hand', 'waiting', judged.id, {item}, who, sent.words,
         COALESCE((SELECT max(t.position) FROM conferences_turn t
                    WHERE t.conference_id = judged.conference_id AND t.kind = 'hand'), 0) + 1, 5, sent.at, ''
    FROM fresh, judged, sent ON CONFLICT {one} DO NOTHING RETURNING id)"""
_LOWERED = """
fact AS (
  UPDATE conferences_turn t SET state = 'withdrawn' FROM fresh, judged
   WHERE t.{holder}_id = judged.id AND t.kind = 'hand' AND t.state = 'waiting' {own} RETURNING t.id)"""
_REMARKED = """
fact AS (
  INSERT INTO conferences_remark (conference_id, kind, {holder}_id, item_id, who, text, at)
  SELECT conference_id, sent.kind, judged.id, {item}, who, sent.words, sent.at FROM fresh, judged, sent RETURNING id)"""

_BEHIND = """
   UNION ALL SELECT '{place}/' || COALESCE('d' || t.delegate_id, 's' || t.site_id), {due}
     FROM judged JOIN conferences_turn t USING (conference_id)
    WHERE t.kind = 'hand' AND t.state = 'waiting' AND EXISTS (SELECT FROM fact)"""
"""Whose number among those who ask changes when a hand is taken back."""


@cache
def statement_for(holder: Holder, kind: CommandKind) -> str | None:
    """The statement; None for what this holder does not send (a site does not vote, a delegate counts nobody).

    It gives one row, or none when the link opens nothing: why it is refused ("" if it is not), conference, unit, kind
    and moment of the command if it came before, whether it was written now, whether anything changed by it.
    """
    fact = _fact(holder, kind)
    if fact is None:
        return None
    texts, most = kind in _WRITTEN, MOST_TEXTS if kind in _WRITTEN else MOST_COMMANDS
    only = f"AND lately.kind IN ('{CommandKind.COMMENT}', '{CommandKind.MESSAGE}')" if texts else ""
    return _STATEMENT.format(
        sent=_SENT, place=_PLACE[holder], holder=holder, fact=fact, line=LINE, mark=MARK, most=most,
        refused=_refused(kind), lately=_LATELY.format(holder=holder, most=MOST_COMMANDS, texts=only),
        behind=_BEHIND.format(place=PLACE_TOPIC, due=BY_AND_BY) if kind == CommandKind.LOWER else "",
        lock="FOR KEY SHARE OF c" if kind == CommandKind.HAND else "", topics=_topics(kind), at_once=AT_ONCE,
        matter=_MATTER.format(mode="hands" if kind == CommandKind.TALLY else "named") + "," if kind in _DECIDED else "",
    )  # fmt: skip


def _topics(kind: CommandKind) -> str:
    """What the kind moves on everybody's screens, and when that is taken."""
    moved = _MANY_COME if kind in _COUNTED else {QUEUE_TOPIC: AT_ONCE} if kind in _WRITTEN else _ROOM_MOVES
    return ", ".join(f"('{topic}', {due})" for topic, due in moved.items())


def _fact(holder: Holder, kind: CommandKind) -> str | None:
    if kind == CommandKind.HAND:
        return _RAISED.format(holder=holder, item=_ITEM, one=_ONE_HAND[holder])
    if kind == CommandKind.LOWER:
        return _LOWERED.format(holder=holder, own="AND t.delegate_id IS NULL" if holder == "site" else "")
    if kind in _WRITTEN:
        return _REMARKED.format(holder=holder, item=_ITEM)
    return _FACTS.get((holder, kind))


def _refused(kind: CommandKind) -> str:
    """When, besides after the end, the kind is not taken."""
    if kind == CommandKind.COUNT:
        return _ON_THE_DAY
    if kind in _COUNTED:
        return f"{_ON_THE_DAY} WHEN state = 'closed' THEN 'closed'"
    if kind == CommandKind.HAND:
        return f"{_IN_SESSION} {_EXCUSED} WHEN list_closed_at IS NOT NULL THEN 'list_closed'"
    if kind in _SPOKEN:
        return _IN_SESSION
    if kind in _DECIDED:
        more = _MORE_HANDS if kind == CommandKind.TALLY else ""
        return f"{_IN_SESSION} {_EXCUSED} WHEN NOT EXISTS (SELECT FROM matter) THEN 'no_matter' {more}"
    return ""
