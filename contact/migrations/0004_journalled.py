"""The journal knows the address of a row by a salted hash, and finds its entries by the row."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models

from privacy.journal.sql import index_entries


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_normal_addresses"), ("privacy", "0007_accepted_transfers")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="salt",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                verbose_name="salt",
            ),
        ),
        index_entries(stream="contact", fact="message"),
    ]
