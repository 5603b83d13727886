from django.db import migrations


class Migration(migrations.Migration):
    """NOTIFY takes a database-wide lock at commit; workers poll instead."""

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(
            """
            DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs;
            DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue_job_aborted_v1 ON procrastinate_jobs;
            """,
            migrations.RunSQL.noop,
        )
    ]
