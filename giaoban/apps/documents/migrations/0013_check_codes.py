from typing import Any

from django.db import migrations, models


def take_over(apps: Any, schema_editor: Any) -> None:
    """What is issued already has its code in the seal: the paper printed again says the same."""
    outgoing, seal = apps.get_model("documents", "Outgoing"), apps.get_model("documents", "Seal")
    for document, code in seal.objects.values_list("document", "code"):
        outgoing.objects.filter(document=document).update(check_code=code)


class Migration(migrations.Migration):
    """The code of the check page is known before the seal, so that it stands on the paper that is signed."""

    dependencies = [("documents", "0012_matter_guards")]
    operations = [
        migrations.AddField(
            "outgoing",
            "check_code",
            models.CharField(
                blank=True,
                default="",
                help_text="printed on the paper once numbered; the seal takes it over",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.AddConstraint(
            "outgoing",
            models.UniqueConstraint(
                condition=models.Q(("check_code", ""), _negated=True),
                fields=("check_code",),
                name="documents_one_check_code",
            ),
        ),
    ]
