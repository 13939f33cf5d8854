"""The database deletes letters with their request."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0025_sent_letters")]

    operations = [cascade("dsar_sentletter", "case_id", "dsar_case")]
