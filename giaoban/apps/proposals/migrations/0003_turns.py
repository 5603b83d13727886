"""The clock of each addressee."""

import django.db.models.deletion
from django.db import migrations, models

# What is open already lies with its addressee since the last time it was sent on, or with its holder since raised.
OPEN_TURNS = """
INSERT INTO proposals_turn (proposal_id, unit_id, organisation_id, began_at, due, ended_by)
SELECT p.id,
  CASE WHEN p.addressee_organisation_id IS NULL THEN coalesce(p.addressee_unit_id, p.holder_id) END,
  p.addressee_organisation_id,
  coalesce((SELECT max(s.at) FROM proposals_proposalstep s
            WHERE s.proposal_id = p.id AND s.step IN ('forwarded', 'passed_on', 'contested')), p.raised_at),
  p.due, ''
FROM proposals_proposal p WHERE p.state IN ('raised', 'forwarded')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0003_organisation_terms"),
        ("proposals", "0002_raising_source_url"),
    ]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("due", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("raised", "Raised"),
                            ("merged", "Merged with others"),
                            ("forwarded", "Forwarded"),
                            ("accepted", "Answered: accepted"),
                            ("explained", "Answered: explained"),
                            ("passed_on", "Passed on to another body"),
                            ("confirmed", "Confirmed by a raiser"),
                            ("contested", "Not settled, says a raiser"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.organisation",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="proposals.proposal",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "id"],
                "indexes": [models.Index(fields=["unit", "ended_at"], name="proposals_turns_of_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("proposal",),
                        name="proposals_one_open_turn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit", None), ("organisation", None), _connector="XOR"),
                        name="proposals_turn_of_one_addressee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", "")),
                            models.Q(
                                ("ended_at__gte", models.F("began_at")),
                                models.Q(("ended_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposals_turn_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OPEN_TURNS, migrations.RunSQL.noop),
    ]
