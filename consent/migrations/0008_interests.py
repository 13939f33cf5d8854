"""Profiles of interests, what is in them, and the requests for a link."""

import django.contrib.postgres.functions
import django.db.models.deletion
import privacy.addresses.model_fields
import uuid
from django.db import migrations, models

from privacy.journal.sql import index_entries


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0007_interrupted_audits'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProfileLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('email_written', privacy.addresses.model_fields.WrittenAddressField(editable=False, max_length=254, verbose_name='e-mail address as written')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('requested_at', models.DateTimeField(verbose_name='asked for at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'request for the link to a profile',
                'verbose_name_plural': 'requests for the link to a profile',
                'ordering': ('-requested_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', privacy.addresses.model_fields.AddressField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('email_written', privacy.addresses.model_fields.WrittenAddressField(editable=False, max_length=254, verbose_name='e-mail address as written')),
                ('salt', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, verbose_name='salt')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('consented_at', models.DateTimeField(verbose_name='said yes at')),
                ('consent_text', models.TextField(verbose_name='text that was agreed to')),
                ('revision', models.PositiveIntegerField(null=True, verbose_name='revision of the policy')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='only kept since')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'profile of interests',
                'verbose_name_plural': 'profiles of interests',
                'ordering': ('-consented_at', '-id'),
                'indexes': [models.Index(fields=['consented_at', 'id'], name='profile_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(max_length=40, verbose_name='rule')),
                ('subject', models.CharField(db_index=True, max_length=40, verbose_name='subject')),
                ('title', models.TextField(verbose_name='interest')),
                ('because', models.TextField(verbose_name='because')),
                ('found_at', models.DateTimeField(verbose_name='rests on what happened at')),
                ('derived_at', models.DateTimeField(verbose_name='concluded at')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='consent.profile', verbose_name='profile')),
            ],
            options={
                'verbose_name': 'interest',
                'verbose_name_plural': 'interests',
                'ordering': ('title', 'rule', 'id'),
                'constraints': [models.UniqueConstraint(fields=('profile', 'rule', 'subject'), name='one_interest_of_a_rule_and_subject')],
            },
        ),
        index_entries(stream="interests", fact="profile"),
    ]
