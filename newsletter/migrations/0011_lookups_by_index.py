"""The consent for a copy is found by its index, also in a session that planned this while the table was empty."""

from django.db import migrations

from privacy.journal.sql import by_index


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0010_lists_by_key")]

    operations = [by_index("newsletter_delivery_needs_consent")]
