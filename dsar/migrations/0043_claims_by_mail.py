"""Representatives confirm by mail: when their letter was composed, and the state that their request then has."""

from django.db import migrations, models

_BEFORE = (
    *("unverified>open", "unverified>joined", "unverified>disowned"),
    *("open>identity", "open>working", "open>done", "open>refused", "open>withdrawn", "open>disowned"),
    *("identity>open", "identity>refused", "identity>withdrawn", "identity>disowned"),
    *("working>done", "working>open", "working>withdrawn", "working>disowned"),
    *("done>open", "done>disowned", "refused>open"),
    *("entered>open", "entered>joined", "entered>refused", "entered>disowned"),
)
_ALLOWED = (*_BEFORE, "unverified>entered")


def _changes(allowed: tuple[str, ...]) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION dsar_state_changes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.state || '>' || NEW.state = ANY(ARRAY{list(allowed)})
            OR current_setting('dsar.takes_over', true) = 'on' THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'a request that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dsar_case_transitions';
        END $$
    """


class Migration(migrations.Migration):
    dependencies = [("dsar", "0042_event_words")]

    operations = [
        migrations.AddField(
            model_name="mandateclaim",
            name="mailed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="asked to confirm at"),
        ),
        migrations.RunSQL(_changes(_ALLOWED), _changes(_BEFORE)),
    ]
