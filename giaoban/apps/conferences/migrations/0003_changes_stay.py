from django.db import migrations

GUARD = """
CREATE FUNCTION conferences_guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER conferences_change_added BEFORE UPDATE OR DELETE ON conferences_conferencechange
  FOR EACH ROW EXECUTE FUNCTION conferences_guard_change();
"""
UNGUARD = """
DROP TRIGGER conferences_change_added ON conferences_conferencechange;
DROP FUNCTION conferences_guard_change();
"""


class Migration(migrations.Migration):
    """What was said of a change stays said."""

    dependencies = [("conferences", "0002_changes")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
