"""The database deletes notices with their recipient."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("privacy", "0023_notices")]

    operations = [cascade("privacy_notice", "vendor_id", "privacy_vendor")]
