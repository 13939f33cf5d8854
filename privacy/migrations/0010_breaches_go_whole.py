"""A breach whose time is up takes its warnings and recipients along, in the database."""

from typing import ClassVar

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0009_breaches")]

    operations: ClassVar = [
        cascade("privacy_breachalarm", "breach_id", "privacy_breach"),
        cascade("privacy_breachrecipient", "breach_id", "privacy_breach"),
    ]
