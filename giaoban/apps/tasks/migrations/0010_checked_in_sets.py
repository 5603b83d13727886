import django.db.models.deletion
from django.db import migrations, models

from giaoban.kit.foreign_keys import checked_in_sets


class Migration(migrations.Migration):
    dependencies = [("tasks", "0009_by_deadline"), ("org", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="ask", name="unit",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="org.unit"
            ),
        ),
        migrations.AlterField(
            model_name="task", name="lead",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks", to="org.unit",
            ),
        ),
        migrations.AlterField(
            model_name="task", name="assigned_by",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="given_tasks", to="org.unit",
            ),
        ),
        checked_in_sets("tasks_ask", {"unit_id": "org_unit"}),
        checked_in_sets("tasks_task", {"lead_id": "org_unit", "assigned_by_id": "org_unit"}),
    ]  # fmt: skip
