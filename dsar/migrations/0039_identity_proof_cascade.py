"""The database deletes the proofs of identity of a request with it."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0038_identity_proofs")]

    operations = [cascade("dsar_identityproof", "case_id", "dsar_case")]
