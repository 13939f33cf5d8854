"""The database deletes the claim of a mandate with its request."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0040_mandate_claims")]

    operations = [cascade("dsar_mandateclaim", "case_id", "dsar_case")]
