"""Links from before decision 32 name a row: a row that is there now may be named so, and has no codes yet."""

import django.contrib.postgres.fields
from django.db import migrations, models


def codes(**options: object) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=64), size=None, verbose_name="codes of earlier links", **options
    )


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0031_reason_to_skip")]

    operations = [
        # Without a default the rows that are there get none.
        migrations.AddField("subscription", "link_codes", codes(editable=False, null=True)),
        migrations.AlterField("subscription", "link_codes", codes(editable=False, null=True, default=list)),
        migrations.AddField("suppression", "link_codes", codes(db_default=[], default=list)),
    ]
