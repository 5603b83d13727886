"""When an organisation's terms began."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0002_unitname")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="terms",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateField(),
                default=list,
                help_text="first days of its terms, in order; empty: not known",
                size=None,
            ),
        ),
    ]
