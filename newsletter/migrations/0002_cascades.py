"""The database deletes copies with their subscription or their issue."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0001_initial")]

    operations = [
        cascade("newsletter_delivery", "subscription_id", "newsletter_subscription"),
        cascade("newsletter_delivery", "issue_id", "newsletter_issue"),
    ]
