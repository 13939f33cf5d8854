"""The database deletes what belongs to a request with it, and knows the state of what staff took in."""

from django.db import migrations

from privacy.journal.sql import cascade

_BEFORE = (
    *("unverified>open", "unverified>joined", "unverified>disowned"),
    *("open>identity", "open>working", "open>done", "open>refused", "open>withdrawn", "open>disowned"),
    *("identity>open", "identity>refused", "identity>withdrawn", "identity>disowned"),
    *("working>done", "working>open", "working>withdrawn", "working>disowned"),
    *("done>open", "done>disowned", "refused>open"),
)
_ALLOWED = (*_BEFORE, "entered>open", "entered>joined", "entered>refused", "entered>disowned")


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
    dependencies = [("dsar", "0034_ways_in")]

    operations = [
        cascade("dsar_casefile", "case_id", "dsar_case"),
        cascade("dsar_paperletter", "case_id", "dsar_case"),
        cascade("dsar_browserrecord", "case_id", "dsar_case"),
        cascade("dsar_mandate", "case_id", "dsar_case"),
        cascade("dsar_question", "case_id", "dsar_case"),
        cascade("dsar_toldaddress", "case_id", "dsar_case"),
        migrations.RunSQL(_changes(_ALLOWED), _changes(_BEFORE)),
    ]
