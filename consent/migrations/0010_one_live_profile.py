"""A mailbox has one profile that is used; another may be kept for a legal hold."""

import privacy.addresses.model_fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0009_interest_cascade'),
    ]

    operations = [
        migrations.AlterField(
            model_name='profile',
            name='email',
            field=privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('email',), name='one_live_profile_per_address'),
        ),
    ]
