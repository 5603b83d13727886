from django.db import migrations

GUARD = """
CREATE FUNCTION documents_guard_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'issued' THEN
    RAISE EXCEPTION 'content % has been issued', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_content_issued BEFORE UPDATE OR DELETE ON documents_content
  FOR EACH ROW EXECUTE FUNCTION documents_guard_content();

CREATE FUNCTION documents_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.content_id ELSE NEW.content_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM documents_content WHERE id = held AND state = 'issued') THEN
    RAISE EXCEPTION 'content % has been issued', held USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_paragraph_issued BEFORE INSERT OR UPDATE OR DELETE ON documents_paragraph
  FOR EACH ROW EXECUTE FUNCTION documents_guard_part();
CREATE TRIGGER documents_text_issued BEFORE INSERT OR UPDATE OR DELETE ON documents_paragraphtext
  FOR EACH ROW EXECUTE FUNCTION documents_guard_part();
CREATE TRIGGER documents_version_issued BEFORE INSERT OR UPDATE OR DELETE ON documents_contentversion
  FOR EACH ROW EXECUTE FUNCTION documents_guard_part();

CREATE FUNCTION documents_guard_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
     AND to_jsonb(OLD) - 'until' = to_jsonb(NEW) - 'until' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the history of a paragraph is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_text_history BEFORE UPDATE OR DELETE ON documents_paragraphtext
  FOR EACH ROW EXECUTE FUNCTION documents_guard_history();
"""
UNGUARD = """
DROP TRIGGER documents_text_history ON documents_paragraphtext;
DROP FUNCTION documents_guard_history();
DROP TRIGGER documents_version_issued ON documents_contentversion;
DROP TRIGGER documents_text_issued ON documents_paragraphtext;
DROP TRIGGER documents_paragraph_issued ON documents_paragraph;
DROP FUNCTION documents_guard_part();
DROP TRIGGER documents_content_issued ON documents_content;
DROP FUNCTION documents_guard_content();
"""


class Migration(migrations.Migration):
    """What was issued never changes; what stood in a paragraph is never rewritten, only ended."""

    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
