import django.db.models.deletion
from django.db import migrations, models

from giaoban.kit.foreign_keys import checked_in_sets


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_citations"), ("org", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="delivery", name="document",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries", to="documents.document",
            ),
        ),
        migrations.AlterField(
            model_name="delivery", name="unit",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries", to="org.unit",
            ),
        ),
        checked_in_sets("documents_delivery", {"document_id": "documents_document", "unit_id": "org_unit"}),
    ]  # fmt: skip
