"""The contact address of the controller is shown as it was written."""

from django.db import migrations

import privacy.addresses.model_fields


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0004_sub_processors_end'),
    ]

    operations = [
        migrations.AlterField(
            model_name='controller',
            name='contact_email',
            field=privacy.addresses.model_fields.WrittenAddressField(max_length=254, verbose_name='contact address'),
        ),
    ]
