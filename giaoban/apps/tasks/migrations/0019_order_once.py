from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0018_entry_minutes")]
    operations = [
        migrations.AddField(
            "taskorder", "key", models.CharField(max_length=64, blank=True, default="", db_default="")
        ),
        migrations.AddConstraint(
            "taskorder",
            models.UniqueConstraint(fields=["unit", "key"], condition=~Q(key=""), name="tasks_order_once"),
        ),
    ]
