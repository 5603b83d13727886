from django.db import migrations

FORBID = """
CREATE FUNCTION giaoban_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_auditline
  FOR EACH ROW EXECUTE FUNCTION giaoban_append_only();
CREATE TRIGGER audit_line_no_truncate BEFORE TRUNCATE ON audit_auditline
  FOR EACH STATEMENT EXECUTE FUNCTION giaoban_append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION giaoban_append_only();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION giaoban_append_only();
"""


class Migration(migrations.Migration):
    """Lines and seals can be added, and nothing else."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FORBID,
            """
            DROP TRIGGER audit_line_append_only ON audit_auditline;
            DROP TRIGGER audit_line_no_truncate ON audit_auditline;
            DROP TRIGGER audit_seal_append_only ON audit_seal;
            DROP TRIGGER audit_seal_no_truncate ON audit_seal;
            DROP FUNCTION giaoban_append_only();
            """,
        )
    ]
