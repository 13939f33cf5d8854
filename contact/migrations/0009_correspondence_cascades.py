"""The database deletes the people and files of a message with it."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("contact", "0008_correspondence")]

    operations = [
        cascade("contact_messageperson", "message_id", "contact_message"),
        cascade("contact_attachment", "message_id", "contact_message"),
    ]
