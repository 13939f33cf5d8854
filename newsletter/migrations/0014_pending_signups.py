"""Sign-ups that wait get a table of their own, with the ids that they had among the subscriptions."""

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import privacy.addresses.model_fields
import uuid
from django.db import migrations, models


COLUMNS = """
id, email, email_written, salt, language, topics, requested_at, form, revision, consent_sha256, mailed_at, retain_until
"""
# The names of columns, no values.
OUT = f"""
INSERT INTO newsletter_pendingsignup ({COLUMNS})
  SELECT {COLUMNS} FROM newsletter_subscription WHERE state = 'pending';
DELETE FROM newsletter_subscription WHERE state = 'pending'
"""  # noqa: S608
BACK = f"""
INSERT INTO newsletter_subscription ({COLUMNS}, state, is_second_spelling, end_reason)
  SELECT {COLUMNS}, 'pending', false, '' FROM newsletter_pendingsignup WHERE dropped_at IS NULL;
DELETE FROM newsletter_pendingsignup
"""  # noqa: S608


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0013_suppression'),
    ]

    operations = [
        migrations.CreateModel(
            name='PendingSignUp',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('email_written', privacy.addresses.model_fields.WrittenAddressField(editable=False, max_length=254, verbose_name='e-mail address as written')),
                ('salt', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, verbose_name='salt')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, size=None, verbose_name='topics')),
                ('requested_at', models.DateTimeField(verbose_name='asked for at')),
                ('form', models.CharField(max_length=40, verbose_name='form')),
                ('revision', models.PositiveIntegerField(null=True, verbose_name='revision of the policy')),
                ('consent_sha256', models.CharField(max_length=64, verbose_name='hash of the consent text')),
                ('mailed_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None, verbose_name='mails from the sign-up form')),
                ('replaces', models.UUIDField(null=True, verbose_name='subscription that moves here')),
                ('dropped_at', models.DateTimeField(null=True, verbose_name='dropped at')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'sign-up that waits',
                'verbose_name_plural': 'sign-ups that wait',
                'ordering': ('-requested_at', 'id'),
            },
        ),
        migrations.AddIndex(
            model_name='pendingsignup',
            index=models.Index(fields=['requested_at', 'id'], name='pending_by_time'),
        ),
        migrations.AddIndex(
            model_name='pendingsignup',
            index=models.Index(fields=['language', 'requested_at'], name='pending_by_language'),
        ),
        migrations.RunSQL(OUT, BACK),
    ]
