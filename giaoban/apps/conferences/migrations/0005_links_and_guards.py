from django.db import migrations

GUARD = """
CREATE FUNCTION conferences_guard_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is not changed any more', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER conferences_command_stays BEFORE UPDATE ON conferences_sitecommand
  FOR EACH ROW EXECUTE FUNCTION conferences_guard_sent();
CREATE TRIGGER conferences_correction_stays BEFORE UPDATE ON conferences_attendancecorrection
  FOR EACH ROW EXECUTE FUNCTION conferences_guard_sent();
"""
UNGUARD = """
DROP TRIGGER conferences_command_stays ON conferences_sitecommand;
DROP TRIGGER conferences_correction_stays ON conferences_attendancecorrection;
DROP FUNCTION conferences_guard_sent();
"""
KEYS = "UPDATE conferences_site SET key = substr(replace(gen_random_uuid()::text, '-', ''), 1, 16) WHERE key = ''"


class Migration(migrations.Migration):
    """Every site has a link of its own; what was sent over one stays as it was sent."""

    dependencies = [("conferences", "0004_the_room")]
    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
    ]
