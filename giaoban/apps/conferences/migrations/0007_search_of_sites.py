"""Sites are found by the words of their names."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from giaoban.kit.text import fold

_BATCH = 2000


def fold_names(apps: Any, _editor: Any) -> None:
    sites = apps.get_model("conferences", "Site").objects
    rows = []
    for row in sites.only("pk", "name").order_by("pk").iterator(chunk_size=_BATCH):
        row.folded = fold(row.name)
        rows.append(row)
    sites.bulk_update(rows, ["folded"], batch_size=_BATCH)


class Migration(migrations.Migration):
    dependencies = [("conferences", "0006_papers_of_the_day")]

    operations = [
        migrations.AddField(
            "site",
            "folded",
            models.TextField(default="", editable=False, help_text="what searches compare"),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
