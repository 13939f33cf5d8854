"""The database deletes a breach's warnings and recipients with the breach, and a hold's list with the hold."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_append_only")]

    operations = [
        cascade("privacy_breachalarm", "breach_id", "privacy_breach"),
        cascade("privacy_breachrecipient", "breach_id", "privacy_breach"),
        cascade("privacy_heldrow", "hold_id", "privacy_legalhold"),
    ]
