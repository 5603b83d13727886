from django.db import migrations, models

_UNLESS = "coalesce(current_setting('giaoban.erasing', true), '') <> 'on'"
_GUARDS = (
    ("documents_content_issued", "UPDATE OR DELETE", "documents_content", "documents_guard_content"),
    ("documents_text_issued", "INSERT OR UPDATE OR DELETE", "documents_paragraphtext", "documents_guard_part"),
    ("documents_version_issued", "INSERT OR UPDATE OR DELETE", "documents_contentversion", "documents_guard_part"),
    ("documents_text_history", "UPDATE OR DELETE", "documents_paragraphtext", "documents_guard_history"),
    ("documents_given_stays", "UPDATE OR DELETE", "documents_givennumber", "documents_guard_given"),
    ("documents_step_added", "UPDATE OR DELETE", "documents_outgoingstep", "documents_guard_added"),
    ("documents_seal_added", "UPDATE OR DELETE", "documents_seal", "documents_guard_added"),
    ("documents_document_sealed", "UPDATE OR DELETE", "documents_document", "documents_guard_sealed"),
    ("documents_document_struck", "UPDATE OR DELETE", "documents_document", "documents_guard_struck"),
    ("documents_change_added", "UPDATE OR DELETE", "documents_entrychange", "documents_guard_added"),
    ("documents_matter_closed", "UPDATE OR DELETE", "documents_matterfile", "documents_guard_matter"),
    (
        "documents_matter_paper_stays", "INSERT OR UPDATE OR DELETE", "documents_matterpaper",
        "documents_guard_matter_paper",
    ),
)  # fmt: skip


def _guards(condition: str) -> str:
    return "".join(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {steps} ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION {function}();\n"
        for name, steps, table, function in _GUARDS
    )


_STRUCK = """
CREATE OR REPLACE FUNCTION documents_guard_struck() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN (STATES) THEN
    RAISE EXCEPTION 'the entry of document % was struck', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """A document found secret is erased: for that alone, and for one transaction, what never changes gives way."""

    dependencies = [("documents", "0014_made_from")]
    operations = [
        migrations.AlterField(
            model_name="document", name="state",
            field=models.CharField(
                choices=[
                    ("registered", "Registered"), ("instructed", "Instructed"), ("done", "Done"),
                    ("numbered", "Numbered, not issued yet"), ("issued", "Issued"),
                    ("void", "Not issued, number skipped"), ("struck", "Struck"),
                    ("secret", "Secret: see the paper register"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(_guards(f"WHEN ({_UNLESS})"), _guards("")),
        migrations.RunSQL(
            _STRUCK.replace("STATES", "'struck', 'secret'"), _STRUCK.replace("STATES", "'struck'")
        ),
    ]  # fmt: skip
