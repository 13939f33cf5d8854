"""The journal knows each letter that leaves, and from when on (LAW A-15)."""

from django.db import migrations

from privacy.journal.sql import index_entries

_KNOWN_FROM = """
INSERT INTO privacy_journalentry (stream, seq, at, event, revision, facts, previous, hash)
SELECT 'letters', 0, now(), 'letters.known_from', NULL, '{}', '', ''
WHERE EXISTS (SELECT FROM privacy_letter WHERE is_sent)
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0026_verdict_texts")]

    operations = [
        index_entries(stream="letters", fact="letter"),
        migrations.RunSQL(_KNOWN_FROM, migrations.RunSQL.noop),
    ]
