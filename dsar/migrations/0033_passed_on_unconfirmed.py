"""A request that a customer decides over is not confirmed with a job or a file that it had before.

Before it is confirmed neither is refused (0029), since nothing is carried out then; so the step to confirmed is.
"""

from django.db import migrations

from privacy.journal.sql import by_index

_FUNCTION = """
CREATE FUNCTION dsar_confirmed_without_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM dsar_job WHERE case_id = NEW.id) OR EXISTS (SELECT FROM dsar_export WHERE case_id = NEW.id) THEN
    RAISE EXCEPTION 'a customer decides over this request: pass it on'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dsar_decided_by_customer';
  END IF;
  RETURN NEW;
END $$
"""
_TRIGGER = (
    "CREATE TRIGGER dsar_case_confirmed_without_file BEFORE UPDATE OF state ON dsar_case FOR EACH ROW"
    " WHEN (NEW.pass_on_by IS NOT NULL AND OLD.state = 'unverified' AND NEW.state <> 'unverified')"
    " EXECUTE FUNCTION dsar_confirmed_without_file()"
)


class Migration(migrations.Migration):
    dependencies = [("dsar", "0032_key_cascades")]

    operations = [
        migrations.RunSQL(
            [_FUNCTION, _TRIGGER],
            [
                "DROP TRIGGER dsar_case_confirmed_without_file ON dsar_case",
                "DROP FUNCTION dsar_confirmed_without_file()",
            ],
        ),
        by_index("dsar_confirmed_without_file"),
    ]
