"""What was given is never changed, and ends once: refused by the database."""

from django.db import migrations

_GUARD = """
CREATE FUNCTION consent_guard_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.given_at, NEW.revision_id, NEW.language, NEW.surface, NEW.control, NEW.options, NEW.granted,
      NEW.granted_at, NEW.interface_hash, NEW.is_gpc, NEW.expires_at)
     IS DISTINCT FROM
     (OLD.id, OLD.given_at, OLD.revision_id, OLD.language, OLD.surface, OLD.control, OLD.options, OLD.granted,
      OLD.granted_at, OLD.interface_hash, OLD.is_gpc, OLD.expires_at)
  THEN
    RAISE EXCEPTION 'UPDATE on % refused: what was given is never changed', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.ended_under IS NOT NULL AND (NEW.withdrawn_at, NEW.replaced_by, NEW.ended_under)
        IS DISTINCT FROM (OLD.withdrawn_at, OLD.replaced_by, OLD.ended_under))
     OR (NEW.ended_under IS NULL) <> (NEW.withdrawn_at IS NULL AND NEW.replaced_by IS NULL)
     OR OLD.given_seq <> coalesce(NEW.given_seq, 0) OR OLD.ended_seq <> coalesce(NEW.ended_seq, 0)
     OR NEW.device NOT IN (OLD.device, '')
  THEN
    RAISE EXCEPTION 'UPDATE on % refused: a consent ends once, and is sealed once', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                _GUARD,
                "CREATE TRIGGER consent_consentrecord_guard BEFORE UPDATE ON consent_consentrecord "
                "FOR EACH ROW EXECUTE FUNCTION consent_guard_record()",
                "ALTER TABLE consent_consentrecord ENABLE ALWAYS TRIGGER consent_consentrecord_guard",
            ],
            [
                "DROP TRIGGER consent_consentrecord_guard ON consent_consentrecord",
                "DROP FUNCTION consent_guard_record()",
            ],
        ),
    ]
