from django.db import migrations

FORBID = """
CREATE FUNCTION tasks_frozen_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen bigint;
BEGIN
  SELECT p.id INTO frozen FROM tasks_mondaypage p
   WHERE p.state = 'frozen'
     AND (TG_OP <> 'INSERT' AND p.id = OLD.page_id OR TG_OP <> 'DELETE' AND p.id = NEW.page_id);
  IF FOUND THEN
    RAISE EXCEPTION 'a frozen page never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER tasks_monday_line_stays BEFORE INSERT OR UPDATE OR DELETE ON tasks_mondayline
  FOR EACH ROW EXECUTE FUNCTION tasks_frozen_line_stays();
CREATE FUNCTION tasks_frozen_page_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a frozen page never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tasks_monday_page_stays BEFORE UPDATE OR DELETE ON tasks_mondaypage
  FOR EACH ROW WHEN (OLD.state = 'frozen') EXECUTE FUNCTION tasks_frozen_page_stays();
"""
ALLOW = """
DROP TRIGGER tasks_monday_page_stays ON tasks_mondaypage;
DROP FUNCTION tasks_frozen_page_stays();
DROP TRIGGER tasks_monday_line_stays ON tasks_mondayline;
DROP FUNCTION tasks_frozen_line_stays();
"""


class Migration(migrations.Migration):
    """A frozen Monday page and its lines can be neither changed, added to nor deleted."""

    dependencies = [("tasks", "0003_week")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
