"""The rows that mails about staff accounts are composed from."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountNotice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('new_device', 'login from a new browser'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('codes_renewed', 'recovery codes renewed'), ('password_changed', 'password changed'), ('account_added', 'account made'), ('rights_changed', 'permissions changed'), ('group_changed', 'permissions of a group changed')], max_length=20, verbose_name='what')),
                ('happened_at', models.DateTimeField(verbose_name='at')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to')),
            ],
            options={
                'verbose_name': 'notice about an account',
                'verbose_name_plural': 'notices about accounts',
                'ordering': ('-happened_at', 'id'),
            },
        ),
    ]
