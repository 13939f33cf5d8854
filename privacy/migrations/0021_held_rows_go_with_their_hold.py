"""The database deletes the list of a hold with the hold."""

from typing import ClassVar

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0020_sharing")]

    operations: ClassVar = [cascade("privacy_heldrow", "hold_id", "privacy_legalhold")]
