"""Public pages, news, pictures, visits; the one stamp that says when pages last changed."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conferences", "0003_changes_stay"),
        ("documents", "0013_check_codes"),
        ("files", "0002_one_row_a_name"),
        ("org", "0003_organisation_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemVisits",
            fields=[
                ("item_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("count", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_id", models.BigIntegerField(null=True)),
                ("item_id", models.BigIntegerField(null=True)),
                ("day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="PortalStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stamp", models.UUIDField()),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="portal_one_stamp")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("editor", models.CharField(blank=True, help_text="a post, never a name", max_length=200)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("contact", models.TextField(blank=True)),
                ("attribution", models.CharField(blank=True, max_length=300)),
                ("is_open", models.BooleanField(default=False)),
                ("from_above", models.BooleanField(default=True)),
                ("all_documents", models.BooleanField(default=False)),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="public_page", to="org.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["unit__level", "unit__sort_key"],
            },
        ),
        migrations.CreateModel(
            name="NewsItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("slug", models.SlugField(db_index=False, max_length=80)),
                ("lead", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("category", models.CharField(max_length=40)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("shared", models.BooleanField(default=False, help_text="pages of units below may show it")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("corrected_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.TextField(blank=True)),
                ("folded", models.TextField(editable=False)),
                ("folded_title", models.TextField(editable=False)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("folded", config="simple"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="news",
                        to="conferences.conference",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="portal.publicpage",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ShownDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown_at", models.DateTimeField()),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shown",
                        to="documents.document",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shown_documents",
                        to="portal.publicpage",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_id", models.BigIntegerField(null=True)),
                ("day", models.DateField()),
                ("count", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page_id", "day"), name="portal_one_visit_day", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("lead", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("category", models.CharField(max_length=40)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(max_length=300)),
                ("until", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former",
                        to="portal.newsitem",
                    ),
                ),
            ],
            options={
                "ordering": ["item", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="portal_correction_says_what"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "alt",
                    models.CharField(help_text="what can be seen, for whoever cannot see it", max_length=300),
                ),
                ("caption", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="portal.newsitem",
                    ),
                ),
                (
                    "shown",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "small",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["item", "position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True), name="portal_picture_is_described"
                    ),
                    models.UniqueConstraint(fields=("item", "file"), name="portal_picture_once"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "published")),
                name="portal_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                models.F("page"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "published")),
                name="portal_of_page",
            ),
        ),
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                models.F("category"),
                models.OrderBy(models.F("published_at"), descending=True),
                condition=models.Q(("state", "published")),
                name="portal_of_category",
            ),
        ),
        migrations.AddIndex(
            model_name="newsitem",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("state", "published")), fields=["words"], name="portal_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="newsitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="portal_published_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="newsitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawal_reason", ""),
                        ("withdrawn_at", None),
                        models.Q(("state", "withdrawn"), _negated=True),
                    ),
                    models.Q(
                        ("state", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="portal_withdrawn_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="newsitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="portal_item_has_title"
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO portal_portalstamp (id, stamp, moved_at) VALUES (1, gen_random_uuid(), now())",
            migrations.RunSQL.noop,
        ),
    ]
