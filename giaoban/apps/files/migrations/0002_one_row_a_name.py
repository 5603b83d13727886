"""The same content under another name is a row of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AlterField("storedfile", "sha256", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "storedfile",
            models.UniqueConstraint(fields=["sha256", "name"], name="files_content_and_name"),
        ),
    ]
