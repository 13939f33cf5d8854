"""The database deletes everything of a request with the request."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0001_initial")]

    operations = [
        cascade("dsar_contact", "case_id", "dsar_case"),
        cascade("dsar_caseevent", "case_id", "dsar_case"),
        cascade("dsar_job", "case_id", "dsar_case"),
        cascade("dsar_export", "case_id", "dsar_case"),
        cascade("dsar_case", "joined_to_id", "dsar_case"),
    ]
