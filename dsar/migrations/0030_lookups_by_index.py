"""The request of a job or a file is found by its index, also in a session that planned this while the table was empty."""

from django.db import migrations

from privacy.journal.sql import by_index


class Migration(migrations.Migration):
    dependencies = [("dsar", "0029_confirmed_for_customer"), ("privacy", "0015_lookups_by_index")]

    operations = [by_index("dsar_decided_by_customer")]
