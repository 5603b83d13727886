import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The spare telephone of a site; what was drafted from a conference."""

    dependencies = [("conferences", "0005_links_and_guards"), ("documents", "0014_made_from")]
    operations = [
        migrations.AddField(
            model_name="site",
            name="phone",
            field=models.CharField(
                blank=True, default="", help_text="the spare telephone of the office there", max_length=40
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="ConferenceDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("minutes", "Minutes"), ("notice", "Notice of conclusions")], max_length=8
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="conferences.conference",
                    ),
                ),
                (
                    "outgoing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_conference",
                        to="documents.outgoing",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
