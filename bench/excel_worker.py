"""The import of one ZIP in a database of its own: `python -m bench.excel_worker ZIP FOLDER` (files are kept there).

Prints one JSON object: seconds from the first workbook to the last stored result, and how many were taken in.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django


def main() -> None:
    file, folder = map(Path, sys.argv[1:3])
    django.setup()
    from django.conf import settings

    from bench import data
    from giaoban.apps.org.models import Unit
    from giaoban.apps.reporting.actions.import_workbook import start_import
    from giaoban.apps.reporting.jobs import run_import

    settings.FILES_DIR = folder
    batch = start_import(
        actor=data.SYSTEM, collection=data.collection_of(data.SMALL), unit=Unit.objects.get(code=data.TOP),
        upload=file.read_bytes(), name=file.name, hand_in=True, now=data.NOW,
    )  # fmt: skip
    began = time.perf_counter()
    run_import(batch.pk, tell=lambda: data.NOW)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "good": batch.items.filter(state="good").count()}))


if __name__ == "__main__":
    main()
