from django.db import migrations, models


class Migration(migrations.Migration):
    """Entries of a week that follow a conference; what copies of an entry need; which entries are public."""

    dependencies = [("tasks", "0011_evidence")]
    operations = [
        migrations.AddField(
            "weekentry", "source_type", models.CharField(blank=True, db_default="", default="", max_length=60)
        ),
        migrations.AddField("weekentry", "source_id", models.BigIntegerField(null=True)),
        migrations.AddField("weekentry", "sequence", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("weekentry", "changed_at", models.DateTimeField(null=True)),
        migrations.AddField("weekentry", "public", models.BooleanField(db_default=False, default=False)),
        migrations.AddConstraint(
            "weekentry",
            models.UniqueConstraint(
                condition=models.Q(
                    ("source_id__isnull", False), models.Q(("mark", "cancelled"), _negated=True)
                ),
                fields=("week", "source_type", "source_id"),
                name="tasks_one_entry_a_source",
            ),
        ),
        migrations.AddConstraint(
            "weekentry",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source_id", None), ("source_type", "")),
                    models.Q(models.Q(("source_type", ""), _negated=True), ("source_id__isnull", False)),
                    _connector="OR",
                ),
                name="tasks_entry_source_whole",
            ),
        ),
        migrations.AddIndex(
            "weekentry",
            models.Index(
                condition=models.Q(("source_id__isnull", False)),
                fields=["source_type", "source_id"],
                name="tasks_entries_of_source",
            ),
        ),
    ]
