"""The history of a request is never rewritten: refused by the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dsar", "0002_cascades")]

    operations = [
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
    ]
