"""Children go with their request in the database, and history is never rewritten."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = (("dsar", "0001_requests"),)

    operations = (
        cascade("dsar_contact", "case_id", "dsar_case"),
        cascade("dsar_caseevent", "case_id", "dsar_case"),
        cascade("dsar_job", "case_id", "dsar_case"),
        cascade("dsar_export", "case_id", "dsar_case"),
        cascade("dsar_case", "joined_to_id", "dsar_case"),
        migrations.RunSQL(
            [
                """
                CREATE OR REPLACE FUNCTION dsar_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  RAISE EXCEPTION 'the history of a request is never rewritten' USING ERRCODE = 'restrict_violation';
                END $$
                """,
                "CREATE TRIGGER dsar_caseevent_stands BEFORE UPDATE ON dsar_caseevent "
                "FOR EACH ROW EXECUTE FUNCTION dsar_history_stands()",
            ],
            ["DROP TRIGGER dsar_caseevent_stands ON dsar_caseevent", "DROP FUNCTION dsar_history_stands()"],
        ),
    )
