"""A verdict has its texts in each language of the site."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0025_notices_by_kind")]

    operations = [
        migrations.AddField(
            model_name="promiseverdict",
            name="texts",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="in each language"),
        ),
    ]
