"""The entries of a consent are found by its record."""

from django.db import migrations

from privacy.journal.sql import index_entries


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_audit_progress_and_reason"), ("privacy", "0007_accepted_transfers")]

    operations = [index_entries(stream="consent", fact="record")]
