from django.db import migrations

GUARD = """
CREATE FUNCTION documents_guard_matter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closing text[] := ARRAY['state', 'closed_at', 'begins_on', 'ends_on', 'sheets'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a matter file is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state = 'closed' AND NOT (NEW.state = 'open' AND to_jsonb(OLD) - closing = to_jsonb(NEW) - closing) THEN
    RAISE EXCEPTION 'matter file % is closed', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_matter_closed BEFORE UPDATE OR DELETE ON documents_matterfile
  FOR EACH ROW EXECUTE FUNCTION documents_guard_matter();

CREATE FUNCTION documents_guard_matter_paper() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places text[] := ARRAY['number', 'out_at', 'out_by_id', 'out_reason'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a paper is taken out of a matter file, never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (SELECT state FROM documents_matterfile WHERE id = NEW.file_id FOR SHARE) = 'closed' THEN
    RAISE EXCEPTION 'matter file % is closed', NEW.file_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (OLD.number IS NULL OR to_jsonb(OLD) - places <> to_jsonb(NEW) - places) THEN
    RAISE EXCEPTION 'what lay in a matter file stays as it was' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_matter_paper_stays BEFORE INSERT OR UPDATE OR DELETE ON documents_matterpaper
  FOR EACH ROW EXECUTE FUNCTION documents_guard_matter_paper();

CREATE FUNCTION documents_guard_matter_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM documents_matterpaper WHERE file_id = NEW.file_id HAVING max(number) <> count(number)) THEN
    RAISE EXCEPTION 'the papers of matter file % are not numbered without a gap', NEW.file_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER documents_matter_places AFTER INSERT OR UPDATE OF number ON documents_matterpaper
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION documents_guard_matter_places();

CREATE TRIGGER documents_matter_step_added BEFORE UPDATE OR DELETE ON documents_matterstep
  FOR EACH ROW EXECUTE FUNCTION documents_guard_added();
"""
UNGUARD = """
DROP TRIGGER documents_matter_step_added ON documents_matterstep;
DROP TRIGGER documents_matter_places ON documents_matterpaper;
DROP FUNCTION documents_guard_matter_places();
DROP TRIGGER documents_matter_paper_stays ON documents_matterpaper;
DROP FUNCTION documents_guard_matter_paper();
DROP TRIGGER documents_matter_closed ON documents_matterfile;
DROP FUNCTION documents_guard_matter();
"""


class Migration(migrations.Migration):
    """A closed file stays as it is, its papers are numbered without a gap, nothing of it is deleted."""

    dependencies = [("documents", "0011_matter_files")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
