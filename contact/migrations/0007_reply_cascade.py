"""The database deletes answers with their message."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("contact", "0006_replies")]

    operations = [cascade("contact_reply", "message_id", "contact_message")]
