from django.db import migrations

FORBID = """
CREATE FUNCTION briefings_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM briefings_briefing b WHERE b.id = OLD.briefing_id AND b.state = 'issued') THEN
    RAISE EXCEPTION 'the figures of an issued briefing never move' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER briefings_figure_stays BEFORE UPDATE OR DELETE ON briefings_briefingfigure
  FOR EACH ROW EXECUTE FUNCTION briefings_issued_stays();
"""


class Migration(migrations.Migration):
    """Figures of an issued briefing can be neither changed nor deleted."""

    dependencies = [("briefings", "0002_initial")]
    operations = [
        migrations.RunSQL(
            FORBID,
            "DROP TRIGGER briefings_figure_stays ON briefings_briefingfigure; DROP FUNCTION briefings_issued_stays();",
        )
    ]
