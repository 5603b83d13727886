"""Process of the rows of live streams: the conference that the screens show, on the database of DATABASE_URL.

First a line of JSON: the topic's name and where its stream is. Then for each line of input a site says how many are
there, through the use case and in a transaction, and a line of JSON says when it was committed (just before; seconds
of CLOCK_MONOTONIC). An input line `version` is answered with the topic's newest version instead.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta

SITES = 64


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone, translation

    from bench import data
    from giaoban.apps.conferences.actions.add_sites import add_sites
    from giaoban.apps.conferences.actions.plan_conference import plan_conference
    from giaoban.apps.conferences.actions.report_site import report_attendance
    from giaoban.apps.conferences.domain.plan import NewSite
    from giaoban.apps.conferences.enums import ATTENDANCE_TOPIC, ConferenceForm, ConferenceKind
    from giaoban.apps.conferences.models import Site
    from giaoban.apps.live.actions.open_topic import open_topic
    from giaoban.apps.live.models import LiveTopic
    from giaoban.apps.org.models import Unit

    now = timezone.now()
    found = plan_conference(
        actor=data.SYSTEM, unit=Unit.objects.get(code=data.TOP), kind=ConferenceKind.HALF_YEAR,
        form=ConferenceForm.ONLINE, title="Hội nghị trực tuyến", place="Hội trường A", chair_post="Chủ tịch",
        starts_at=now + timedelta(minutes=1), now=now,
    )  # fmt: skip
    sites = [NewSite(f"Điểm cầu {n}", expected=30) for n in range(1, SITES + 1)]
    add_sites(actor=data.SYSTEM, conference=found, sites=sites, now=now)
    with translation.override(settings.LANGUAGE_CODE):
        shown = open_topic(ATTENDANCE_TOPIC, found.pk, now)
    topic = LiveTopic.objects.get(mark=f"{ATTENDANCE_TOPIC}/{found.pk}")
    print(json.dumps({"name": topic.name, "path": shown.stream, "version": topic.version}), flush=True)
    site = Site.objects.filter(conference=found).first()
    assert site is not None
    for count, line in enumerate(sys.stdin, 1):
        if line.strip() == "version":
            state = LiveTopic.objects.get(pk=topic.pk)
            print(json.dumps({"version": state.version, "payload": state.payload}), flush=True)
            continue
        with transaction.atomic():
            report_attendance(actor=data.SYSTEM, site=site, officers=count, others=0, now=timezone.now())
            at = time.monotonic()
        print(json.dumps({"at": at}), flush=True)


if __name__ == "__main__":
    main()
