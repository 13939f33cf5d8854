"""The database deletes what was left out of a copy, and its key, with the request."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0036_redactions")]

    operations = [
        cascade("dsar_redaction", "case_id", "dsar_case"),
        cascade("dsar_redactionkey", "case_id", "dsar_case"),
    ]
