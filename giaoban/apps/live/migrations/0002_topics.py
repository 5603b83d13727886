from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0001_writers_never_notify")]

    operations = [
        migrations.CreateModel(
            name="LiveTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, unique=True)),
                ("mark", models.CharField(help_text="kind and key: what a change is marked by", max_length=120)),
                ("version", models.BigIntegerField()),
                ("payload", models.TextField()),
                ("wanted_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["mark"], name="live_topics_of_mark"),
                    models.Index(fields=["version"], name="live_newer_than"),
                ]
            },
        ),
        migrations.CreateModel(
            name="LiveMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=120)),
            ],
        ),
        migrations.RunSQL("CREATE SEQUENCE live_version", "DROP SEQUENCE live_version"),
    ]  # fmt: skip
