"""The filters of two lists of staff read an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0011_ebook_cascades"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["channel", "received_at"], name="message_by_channel"),
        ),
        migrations.AddIndex(
            model_name="trialrequest",
            index=models.Index(fields=["language", "requested_at"], name="trial_by_language"),
        ),
    ]
