"""The journal counts the suppressed addresses of each month, and no code becomes that of another address (A-15)."""

from django.db import migrations

_INDEX = """
CREATE INDEX journal_newsletter_month ON privacy_journalentry ((facts::jsonb ->> 'since_month'))
WHERE stream = 'newsletter' AND event = 'newsletter.suppressions_counted'
"""
# From here on the journal is told of each change.
_COUNT = """
INSERT INTO privacy_journalentry (stream, seq, at, event, revision, facts, previous, hash)
SELECT 'newsletter', 0, now(), 'newsletter.suppressions_counted', NULL,
  format('{"rows":%s,"since_month":"%s"}', count(*), month), '', ''
FROM (SELECT date_trunc('month', since AT TIME ZONE 'Europe/Oslo')::date AS month FROM newsletter_suppression) rows
GROUP BY month ORDER BY month
"""
_GUARD = """
CREATE FUNCTION newsletter_keep_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'whom a suppression is about is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER newsletter_keep_code BEFORE UPDATE ON newsletter_suppression FOR EACH ROW
  WHEN ((OLD.code, OLD.key_id) IS DISTINCT FROM (NEW.code, NEW.key_id)) EXECUTE FUNCTION newsletter_keep_code();
"""
_NO_GUARD = "DROP TRIGGER newsletter_keep_code ON newsletter_suppression; DROP FUNCTION newsletter_keep_code();"


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0034_pictures_are_frozen"), ("privacy", "0026_verdict_texts")]

    operations = [
        migrations.RunSQL(_INDEX, "DROP INDEX journal_newsletter_month"),
        migrations.RunSQL(_COUNT, migrations.RunSQL.noop),
        migrations.RunSQL(_GUARD, _NO_GUARD),
    ]
