"""The database deletes reports and differences with their subscription."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0019_mail_events")]

    operations = [
        cascade("newsletter_mailevent", "subscription_id", "newsletter_subscription"),
        cascade("newsletter_difference", "subscription_id", "newsletter_subscription"),
    ]
