"""An address is stored in its normal form, with the spelling beside it; old rows may share a mailbox."""

from django.db import migrations, models

import privacy.addresses.model_fields


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0005_case_by_closing'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='contact',
            name='one_open_case_per_right',
        ),
        migrations.AddField(
            model_name='contact',
            name='email_written',
            field=privacy.addresses.model_fields.WrittenAddressField(default='', editable=False, max_length=254, verbose_name='e-mail address as written'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='contact',
            name='is_second_spelling',
            field=models.BooleanField(default=False, editable=False, verbose_name='a second spelling of one mailbox'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='email',
            field=privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True), ('is_second_spelling', False)), fields=('email', 'right'), name='one_open_case_per_right'),
        ),
    ]
