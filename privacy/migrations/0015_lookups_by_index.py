"""What a trigger looks up is found by an index, also in a session that planned it while the table was empty."""

from django.db import migrations

from privacy.journal.sql import by_index


class Migration(migrations.Migration):
    dependencies = [("privacy", "0014_gaps_by_people")]

    operations = [by_index("privacy_journal_chain"), by_index("privacy_vendor_chain")]
