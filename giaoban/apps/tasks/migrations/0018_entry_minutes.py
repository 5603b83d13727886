from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0017_erased_lines")]
    operations = [
        migrations.AddField(
            "weekentry",
            "minutes",
            models.PositiveSmallIntegerField(null=True, help_text="how long it takes, where that is known"),
        )
    ]
