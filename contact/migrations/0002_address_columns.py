"""An address is stored in its normal form, with the spelling beside it."""

from django.db import migrations

import privacy.addresses.model_fields


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='email_written',
            field=privacy.addresses.model_fields.WrittenAddressField(default='', editable=False, max_length=254, verbose_name='e-mail address as written'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='message',
            name='email',
            field=privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address'),
        ),
    ]
