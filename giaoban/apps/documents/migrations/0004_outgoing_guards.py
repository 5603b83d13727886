from django.db import migrations

GUARD = """
CREATE FUNCTION documents_guard_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.last = OLD.last + 1 AND to_jsonb(OLD) - 'last' = to_jsonb(NEW) - 'last' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a series of numbers only moves by one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_series_moves BEFORE UPDATE OR DELETE ON documents_numberseries
  FOR EACH ROW EXECUTE FUNCTION documents_guard_series();

CREATE FUNCTION documents_guard_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.skipped_reason = '' AND NEW.skipped_reason <> ''
     AND to_jsonb(OLD) - 'skipped_reason' = to_jsonb(NEW) - 'skipped_reason' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a number once given stays given' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_given_stays BEFORE UPDATE OR DELETE ON documents_givennumber
  FOR EACH ROW EXECUTE FUNCTION documents_guard_given();

CREATE FUNCTION documents_guard_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_step_added BEFORE UPDATE OR DELETE ON documents_outgoingstep
  FOR EACH ROW EXECUTE FUNCTION documents_guard_added();
CREATE TRIGGER documents_seal_added BEFORE UPDATE OR DELETE ON documents_seal
  FOR EACH ROW EXECUTE FUNCTION documents_guard_added();

CREATE FUNCTION documents_guard_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM documents_seal WHERE document_id = OLD.id) THEN
    RAISE EXCEPTION 'document % has been issued', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_document_sealed BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_guard_sealed();
"""
UNGUARD = """
DROP TRIGGER documents_document_sealed ON documents_document;
DROP FUNCTION documents_guard_sealed();
DROP TRIGGER documents_seal_added ON documents_seal;
DROP TRIGGER documents_step_added ON documents_outgoingstep;
DROP FUNCTION documents_guard_added();
DROP TRIGGER documents_given_stays ON documents_givennumber;
DROP FUNCTION documents_guard_given();
DROP TRIGGER documents_series_moves ON documents_numberseries;
DROP FUNCTION documents_guard_series();
"""


class Migration(migrations.Migration):
    """A series moves by one, a given number stays given, a sealed document never changes."""

    dependencies = [("documents", "0003_outgoing")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
