"""The database deletes keys and pieces with what they belong to."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0031_keys_apart")]

    operations = [
        cascade("dsar_exportkey", "export_id", "dsar_export"),
        cascade("dsar_sealederasure", "job_id", "dsar_job"),
        cascade("dsar_sealederasurekey", "erasure_id", "dsar_sealederasure"),
        cascade("dsar_sealederasurepiece", "erasure_id", "dsar_sealederasure"),
    ]
