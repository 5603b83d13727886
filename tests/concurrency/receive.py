"""A receiving process: `python -m tests.concurrency.receive REPORT…` receives them as the district's officer."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from giaoban.apps.accounts.models import User
    from giaoban.apps.accounts.queries import actor_of
    from giaoban.apps.reporting.actions.receive_report import receive_report
    from giaoban.apps.reporting.models import Report
    from tests.permissions.scene import DAY
    from tests.reporting.conftest import NOW

    actor = actor_of(User.objects.get(username="front-d1-officer"), day=DAY)
    for pk in sys.argv[1:]:
        report = Report.objects.select_related("expectation").get(pk=pk)
        receive_report(actor=actor, report=report, now=NOW)


if __name__ == "__main__":
    main()
