"""No job carries out a request that a customer decides over, and a request under it is not handed a file."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dsar", "0019_passed_on")]

    operations = [
        migrations.RunSQL(
            [
                """
                CREATE OR REPLACE FUNCTION dsar_decided_by_customer() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF EXISTS (SELECT FROM dsar_case WHERE id = NEW.case_id AND pass_on_by IS NOT NULL) THEN
                    RAISE EXCEPTION 'a customer decides over this request: pass it on'
                      USING ERRCODE = 'check_violation', CONSTRAINT = 'dsar_decided_by_customer';
                  END IF;
                  RETURN NEW;
                END $$
                """,
                "CREATE TRIGGER dsar_job_not_of_customer BEFORE INSERT ON dsar_job"
                " FOR EACH ROW EXECUTE FUNCTION dsar_decided_by_customer()",
                "CREATE TRIGGER dsar_export_not_of_customer BEFORE INSERT ON dsar_export"
                " FOR EACH ROW EXECUTE FUNCTION dsar_decided_by_customer()",
            ],
            [
                "DROP TRIGGER dsar_export_not_of_customer ON dsar_export",
                "DROP TRIGGER dsar_job_not_of_customer ON dsar_job",
                "DROP FUNCTION dsar_decided_by_customer()",
            ],
        ),
    ]
