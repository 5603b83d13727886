import django.db.models.deletion
from django.db import migrations, models

COLUMNS = """
INSERT INTO reporting_tally (collection_id, unit_id, relation, direct, level, deadline, loose,
  expected, handed_in, received, on_time, late, returned, waiting)
"""

# What the reports of these expectations count, for each unit that sees them.
COUNTED = """
SELECT e.collection_id, l.link, l.relation, l.direct, e.level, e.deadline, {loose},
  {sign}count(*),
  {sign}count(*) FILTER (WHERE r.first_handed_in_at IS NOT NULL),
  {sign}count(*) FILTER (WHERE r.state IN ('received', 'consolidated')),
  {sign}count(*) FILTER (WHERE r.state IN ('received', 'consolidated') AND NOT r.late),
  {sign}count(*) FILTER (WHERE r.late),
  {sign}count(*) FILTER (WHERE r.state = 'returned'),
  {sign}count(*) FILTER (WHERE r.state = 'handed_in')
FROM {rows} e CROSS JOIN LATERAL reporting_links(e.unit_id, e.receiver_id, e.chain, e.readers) l
LEFT JOIN reporting_report r ON r.expectation_id = e.id
WHERE e.role <> 'only_consolidates' GROUP BY 1, 2, 3, 4, 5, 6;
"""

# The same for reports that come or go while their expectation stays.
MOVED = """
SELECT e.collection_id, l.link, l.relation, l.direct, e.level, e.deadline, true, 0,
  {sign}count(*) FILTER (WHERE r.first_handed_in_at IS NOT NULL),
  {sign}count(*) FILTER (WHERE r.state IN ('received', 'consolidated')),
  {sign}count(*) FILTER (WHERE r.state IN ('received', 'consolidated') AND NOT r.late),
  {sign}count(*) FILTER (WHERE r.late),
  {sign}count(*) FILTER (WHERE r.state = 'returned'),
  {sign}count(*) FILTER (WHERE r.state = 'handed_in')
FROM {rows} r JOIN reporting_expectation e ON e.id = r.expectation_id
CROSS JOIN LATERAL reporting_links(e.unit_id, e.receiver_id, e.chain, e.readers) l
WHERE e.role <> 'only_consolidates' AND (r.first_handed_in_at IS NOT NULL OR r.late OR r.state IN
  ('received', 'consolidated', 'returned', 'handed_in'))
GROUP BY 1, 2, 3, 4, 5, 6;
"""

LINKS = """
CREATE FUNCTION reporting_links(unit bigint, receiver bigint, chain bigint[], readers bigint[])
RETURNS TABLE (link bigint, relation text, direct boolean) LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT l, CASE WHEN l = unit THEN 'own' WHEN l = ANY (chain) THEN 'below' ELSE 'read' END,
    coalesce(l = receiver, false)
  FROM unnest(chain || readers) l
$$;
"""

EXPECTATIONS = (
    """
CREATE FUNCTION reporting_tally_expectations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN"""
    + COLUMNS
    + COUNTED.format(rows="gone", sign="-", loose="true")
    + """
  END IF;
  IF TG_OP <> 'DELETE' THEN"""
    + COLUMNS
    + COUNTED.format(rows="come", sign="", loose="true")
    + """
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reporting_tally_come AFTER INSERT ON reporting_expectation
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION reporting_tally_expectations();
CREATE TRIGGER reporting_tally_gone AFTER DELETE ON reporting_expectation
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION reporting_tally_expectations();
CREATE TRIGGER reporting_tally_moved AFTER UPDATE ON reporting_expectation
  REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION reporting_tally_expectations();
"""
)

REPORTS = (
    """
CREATE FUNCTION reporting_tally_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN"""
    + COLUMNS
    + MOVED.format(rows="gone", sign="-")
    + """
  ELSE"""
    + COLUMNS
    + MOVED.format(rows="come", sign="")
    + """
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reporting_tally_come AFTER INSERT ON reporting_report
  REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION reporting_tally_reports();
CREATE TRIGGER reporting_tally_gone AFTER DELETE ON reporting_report
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION reporting_tally_reports();
"""
)

# A draft that is saved counts nothing and costs nothing: the condition is asked before the function.
REPORT = """
CREATE FUNCTION reporting_tally_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := OLD.state IN ('received', 'consolidated');
  is_now boolean := NEW.state IN ('received', 'consolidated');
  handed int := (NEW.first_handed_in_at IS NOT NULL)::int - (OLD.first_handed_in_at IS NOT NULL)::int;
  counted int := is_now::int - was::int;
  timely int := (is_now AND NOT NEW.late)::int - (was AND NOT OLD.late)::int;
  tardy int := NEW.late::int - OLD.late::int;
  back int := (NEW.state = 'returned')::int - (OLD.state = 'returned')::int;
  lies int := (NEW.state = 'handed_in')::int - (OLD.state = 'handed_in')::int;
BEGIN
  IF handed <> 0 OR counted <> 0 OR timely <> 0 OR tardy <> 0 OR back <> 0 OR lies <> 0 THEN
    @INSERT
    SELECT e.collection_id, l.link, l.relation, l.direct, e.level, e.deadline, true, 0,
      handed, counted, timely, tardy, back, lies
    FROM reporting_expectation e
    CROSS JOIN LATERAL reporting_links(e.unit_id, e.receiver_id, e.chain, e.readers) l
    WHERE e.id = NEW.expectation_id AND e.role <> 'only_consolidates';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reporting_tally_moved AFTER UPDATE ON reporting_report FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.late <> NEW.late
    OR (OLD.first_handed_in_at IS NULL) <> (NEW.first_handed_in_at IS NULL))
  EXECUTE FUNCTION reporting_tally_report();
""".replace("@INSERT", COLUMNS)

BACK = """
DROP TRIGGER reporting_tally_come ON reporting_expectation;
DROP TRIGGER reporting_tally_gone ON reporting_expectation;
DROP TRIGGER reporting_tally_moved ON reporting_expectation;
DROP TRIGGER reporting_tally_come ON reporting_report;
DROP TRIGGER reporting_tally_gone ON reporting_report;
DROP TRIGGER reporting_tally_moved ON reporting_report;
DROP FUNCTION reporting_tally_expectations();
DROP FUNCTION reporting_tally_reports();
DROP FUNCTION reporting_tally_report();
DROP FUNCTION reporting_links(bigint, bigint, bigint[], bigint[]);
"""

RELATIONS = [("own", "Own"), ("below", "Below"), ("read", "Read")]


class Migration(migrations.Migration):
    """Counts of reports for every unit that sees them, moved by triggers; filled from what is there."""

    dependencies = [("reporting", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_id", models.BigIntegerField(help_text="whose counts these are")),
                ("relation", models.CharField(choices=RELATIONS, help_text="the counted units as it sees them", max_length=5)),
                ("direct", models.BooleanField()),
                ("level", models.PositiveSmallIntegerField()),
                ("deadline", models.DateTimeField()),
                ("loose", models.BooleanField(default=True)),
                ("expected", models.IntegerField()),
                ("handed_in", models.IntegerField()),
                ("received", models.IntegerField()),
                ("on_time", models.IntegerField(help_text="received, and handed in by the deadline")),
                ("late", models.IntegerField()),
                ("returned", models.IntegerField()),
                ("waiting", models.IntegerField(help_text="handed in and neither received nor returned")),
                (
                    "collection",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="tallies", to="reporting.collection",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit_id", "collection"], name="reporting_tally_of_unit"),
                    models.Index(
                        condition=models.Q(("loose", True)), fields=["collection"], name="reporting_tally_loose"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LINKS + EXPECTATIONS + REPORTS + REPORT, BACK),
        migrations.RunSQL(
            COLUMNS + COUNTED.format(rows="reporting_expectation", sign="", loose="false"), migrations.RunSQL.noop
        ),
    ]  # fmt: skip
