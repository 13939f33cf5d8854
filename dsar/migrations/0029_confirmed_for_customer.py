"""Only a confirmed request can be carried out, so only there a customer's request needs to be refused a job."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION dsar_decided_by_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM dsar_case WHERE id = NEW.case_id AND pass_on_by IS NOT NULL {condition}) THEN
    RAISE EXCEPTION 'a customer decides over this request: pass it on'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dsar_decided_by_customer';
  END IF;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("dsar", "0028_restriction_events")]

    operations = [
        migrations.RunSQL(
            _FUNCTION.format(condition="AND state <> 'unverified'"),
            _FUNCTION.format(condition=""),
        ),
    ]
