from django.db import migrations, models


class Migration(migrations.Migration):
    """A draft that another room made names what it was made from."""

    dependencies = [("documents", "0013_check_codes")]
    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="made_from",
            field=models.CharField(
                blank=True, default="", help_text="what the draft was made from, in words", max_length=300
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outgoing",
            name="made_from_url",
            field=models.CharField(blank=True, default="", help_text="its page here", max_length=200),
            preserve_default=False,
        ),
    ]
