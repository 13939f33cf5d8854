"""The journal chains itself; the journal and what was published refuse every later change."""

from django.db import migrations

from privacy.journal.sql import CHAIN, append_only


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                CHAIN,
                "CREATE TRIGGER privacy_journalentry_chain BEFORE INSERT ON privacy_journalentry "
                "FOR EACH ROW EXECUTE FUNCTION privacy_journal_chain()",
                "ALTER TABLE privacy_journalentry ENABLE ALWAYS TRIGGER privacy_journalentry_chain",
            ],
            [
                "DROP TRIGGER privacy_journalentry_chain ON privacy_journalentry",
                "DROP FUNCTION privacy_journal_chain()",
            ],
        ),
        append_only("privacy_journalentry"),
        append_only("privacy_revision"),
        append_only("privacy_revisiontext"),
        append_only("privacy_revisiondocument"),
    ]
