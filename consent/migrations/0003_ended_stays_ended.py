"""The id of every consent that ends or is deleted is kept until its cookie has run out (LAW C-09)."""

from django.db import migrations

_NOTE = """
CREATE FUNCTION consent_note_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO consent_endedconsent (id, ended_at, expires_at)
  VALUES (OLD.id, clock_timestamp(), OLD.expires_at) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_given_is_given")]

    operations = [
        migrations.RunSQL(
            [
                _NOTE,
                "CREATE TRIGGER consent_consentrecord_ended AFTER UPDATE ON consent_consentrecord FOR EACH ROW "
                "WHEN (OLD.ended_under IS NULL AND NEW.ended_under IS NOT NULL) EXECUTE FUNCTION consent_note_end()",
                # One that was deleted when its time was up is in no cookie any more.
                "CREATE TRIGGER consent_consentrecord_deleted AFTER DELETE ON consent_consentrecord FOR EACH ROW "
                "WHEN (OLD.expires_at > now()) EXECUTE FUNCTION consent_note_end()",
                "ALTER TABLE consent_consentrecord ENABLE ALWAYS TRIGGER consent_consentrecord_ended",
                "ALTER TABLE consent_consentrecord ENABLE ALWAYS TRIGGER consent_consentrecord_deleted",
            ],
            [
                "DROP TRIGGER consent_consentrecord_deleted ON consent_consentrecord",
                "DROP TRIGGER consent_consentrecord_ended ON consent_consentrecord",
                "DROP FUNCTION consent_note_end()",
            ],
        ),
    ]
