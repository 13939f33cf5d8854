"""The database deletes the evidence of an imported consent with its subscription."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0021_imports")]

    operations = [cascade("newsletter_importedconsent", "subscription_id", "newsletter_subscription")]
