from django.db import migrations

_GUARD = """
CREATE OR REPLACE TRIGGER tasks_monday_line_stays BEFORE INSERT OR UPDATE OR DELETE ON tasks_mondayline
  FOR EACH ROW WHEN_IT EXECUTE FUNCTION tasks_frozen_line_stays();
"""
_WHEN = "WHEN (coalesce(current_setting('giaoban.erasing', true), '') <> 'on')"


class Migration(migrations.Migration):
    """A line of a frozen page changes only when what it says is erased as secret (documents 0015)."""

    dependencies = [("tasks", "0016_lighter_tasks"), ("documents", "0015_found_secret")]
    operations = [migrations.RunSQL(_GUARD.replace("WHEN_IT", _WHEN), _GUARD.replace("WHEN_IT ", ""))]
