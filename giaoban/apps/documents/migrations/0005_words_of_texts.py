"""Words of texts, for searches."""

from typing import Any

import django.contrib.postgres.indexes
from django.db import migrations, models

from giaoban.apps.documents.domain.stored import words_of

GUARDS = ("documents_text_history", "documents_text_issued")


def fold_texts(apps: Any, schema_editor: Any) -> None:
    """Texts that stand already, also of issued contents: what they say stays as it is."""
    texts = apps.get_model("documents", "ParagraphText")
    for guard in GUARDS:
        schema_editor.execute(f"ALTER TABLE documents_paragraphtext DISABLE TRIGGER {guard}")
    for row in texts.objects.only("runs").iterator():
        texts.objects.filter(pk=row.pk).update(folded=words_of(row.runs))
    for guard in GUARDS:
        schema_editor.execute(f"ALTER TABLE documents_paragraphtext ENABLE TRIGGER {guard}")


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_outgoing_guards")]

    operations = [
        migrations.AddField(
            "paragraphtext",
            "folded",
            models.TextField(default="", editable=False, help_text="what searches compare"),
        ),
        migrations.RunPython(fold_texts, migrations.RunPython.noop),
        migrations.AddIndex(
            "paragraphtext",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("until__isnull", True)),
                fields=["folded"],
                name="documents_text_words",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
