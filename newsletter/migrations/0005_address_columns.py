"""An address is stored in its normal form, with the spelling beside it; old rows may share a mailbox."""

from django.db import migrations, models

import privacy.addresses.model_fields


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0004_ended_by_request'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='subscription',
            name='one_live_subscription_per_address',
        ),
        migrations.AddField(
            model_name='subscription',
            name='email_written',
            field=privacy.addresses.model_fields.WrittenAddressField(default='', editable=False, max_length=254, verbose_name='e-mail address as written'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='subscription',
            name='is_second_spelling',
            field=models.BooleanField(default=False, editable=False, verbose_name='a second spelling of one mailbox'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='email',
            field=privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('is_second_spelling', False), ('state__in', ('pending', 'active'))), fields=('email',), name='one_live_subscription_per_address'),
        ),
    ]
