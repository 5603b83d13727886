from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("live", "0002_topics")]

    operations = [migrations.AddField("livemark", "due", models.DateTimeField(db_default=Now()))]
