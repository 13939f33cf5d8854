"""The database deletes messages and proofs with their request."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0014_messages_and_proofs")]

    operations = [
        cascade("dsar_casemessage", "case_id", "dsar_case"),
        cascade("dsar_downloadcode", "case_id", "dsar_case"),
        cascade("dsar_usedlink", "case_id", "dsar_case"),
    ]
