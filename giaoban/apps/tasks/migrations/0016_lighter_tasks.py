import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Of thousands of tasks given at once none has a parent, a programme or an indicator: no index entry for that."""

    dependencies = [
        ("indicators", "0001_initial"),
        ("org", "0003_organisation_terms"),
        ("tasks", "0015_plans"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="task", name="tasks_of_programme"),
        migrations.AlterField(
            model_name="task", name="parent",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parts",
                to="tasks.task",
            ),
        ),
        migrations.AlterField(
            model_name="task", name="indicator",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="indicators.indicator",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=Q(programme__isnull=False), fields=["programme", "position"], name="tasks_of_programme"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=Q(parent__isnull=False), fields=["parent"], name="tasks_parts_of"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=Q(indicator__isnull=False), fields=["indicator"], name="tasks_measured_by"),
        ),
    ]  # fmt: skip
