"""The database refuses changes of a request's state that the law's own order does not know; old rows get their months."""

from typing import Any

from django.db import migrations

from privacy.conf import privacy_settings
from privacy.journal.sql import cascade
from privacy.law.deadlines import add_months, local_date

_ALLOWED = (
    *("unverified>open", "unverified>joined", "unverified>disowned"),
    *("open>identity", "open>working", "open>done", "open>refused", "open>withdrawn", "open>disowned"),
    *("identity>open", "identity>refused", "identity>withdrawn", "identity>disowned"),
    *("working>done", "working>open", "working>withdrawn", "working>disowned"),
    *("done>open", "done>disowned", "refused>open"),
)


def count_months(apps: Any, _schema_editor: object) -> None:
    """Set the country of the holidays, and how many months an extended request has: two or three by its target."""
    controller = apps.get_model("privacy", "Controller").objects.first()
    country = privacy_settings().country or (controller.country if controller else "") or "ZZ"
    apps.get_model("dsar", "Case").objects.update(country=country)
    for case in apps.get_model("dsar", "Case").objects.filter(extended_at__isnull=False):
        is_two = case.target_on <= add_months(local_date(case.received_at), 2)
        type(case)._base_manager.filter(pk=case.pk).update(months=2 if is_two else 3)


class Migration(migrations.Migration):
    dependencies = [("dsar", "0016_clock"), ("privacy", "0007_accepted_transfers")]

    operations = [
        migrations.RunPython(count_months, migrations.RunPython.noop),
        migrations.RunSQL(
            [
                # A restore takes over several changes at once.
                f"""
                CREATE OR REPLACE FUNCTION dsar_state_changes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF OLD.state || '>' || NEW.state = ANY(ARRAY{list(_ALLOWED)})
                    OR current_setting('dsar.takes_over', true) = 'on' THEN
                    RETURN NEW;
                  END IF;
                  RAISE EXCEPTION 'a request that is % does not become %', OLD.state, NEW.state
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'dsar_case_transitions';
                END $$
                """,
                "CREATE TRIGGER dsar_case_transitions BEFORE UPDATE OF state ON dsar_case FOR EACH ROW"
                " WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION dsar_state_changes()",
            ],
            ["DROP TRIGGER dsar_case_transitions ON dsar_case", "DROP FUNCTION dsar_state_changes()"],
        ),
        cascade("dsar_pause", "case_id", "dsar_case"),
    ]
