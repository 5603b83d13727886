from django.db import migrations

GUARD = """
CREATE TRIGGER documents_change_added BEFORE UPDATE OR DELETE ON documents_entrychange
  FOR EACH ROW EXECUTE FUNCTION documents_guard_added();

CREATE FUNCTION documents_guard_struck() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'struck' THEN
    RAISE EXCEPTION 'the entry of document % was struck', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_document_struck BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_guard_struck();
"""
UNGUARD = """
DROP TRIGGER documents_document_struck ON documents_document;
DROP FUNCTION documents_guard_struck();
DROP TRIGGER documents_change_added ON documents_entrychange;
"""


class Migration(migrations.Migration):
    """What was put right in the register is never rewritten; a struck entry never changes again."""

    dependencies = [("documents", "0007_entry_corrections")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
