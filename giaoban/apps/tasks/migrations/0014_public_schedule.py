import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which units let everybody read their week."""

    dependencies = [("tasks", "0013_calendar_feeds"), ("org", "0003_organisation_terms")]
    operations = [
        migrations.CreateModel(
            name="PublicSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.unit"
                    ),
                ),
            ],
        ),
    ]
