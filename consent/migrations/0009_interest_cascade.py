"""The database deletes interests with their profile."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("consent", "0008_interests")]

    operations = [cascade("consent_interest", "profile_id", "consent_profile")]
