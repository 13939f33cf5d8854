"""Every table of the app."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='hash')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject', models.JSONField(default=dict, verbose_name='subject')),
                ('body', models.JSONField(default=dict, help_text='Markdown: # heading, *emphasis*, [link](https://…), lists. No images.', verbose_name='text')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('sending', 'being sent'), ('sent', 'sent')], default='draft', editable=False, max_length=8, verbose_name='state')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('queued_at', models.DateTimeField(editable=False, null=True, verbose_name='sending began at')),
                ('sent_at', models.DateTimeField(editable=False, null=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'issue',
                'verbose_name_plural': 'issues',
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('state', models.CharField(choices=[('pending', 'not confirmed yet'), ('active', 'active'), ('ended', 'ended')], default='pending', max_length=8, verbose_name='state')),
                ('requested_at', models.DateTimeField(verbose_name='asked for at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('end_reason', models.CharField(blank=True, choices=[('page', 'unsubscribed on our page'), ('one_click', 'unsubscribed in the mail program'), ('staff', 'ended by staff, on request'), ('erasure', 'ended by a request to erase it; it has to be kept for a while')], max_length=12, verbose_name='how it ended')),
                ('form', models.CharField(max_length=40, verbose_name='form')),
                ('revision', models.PositiveIntegerField(null=True, verbose_name='revision of the policy')),
                ('consent_sha256', models.CharField(max_length=64, verbose_name='hash of the consent text')),
                ('mailed_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None, verbose_name='mails from the sign-up form')),
                ('retain_until', models.DateTimeField(db_index=True, null=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'ordering': ('-requested_at', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('pending', 'active'))), fields=('email',), name='one_live_subscription_per_address'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), models.Q(('confirmed_at__isnull', False), ('ended_at__isnull', True), ('retain_until__isnull', True)), _connector='OR'), name='active_subscription_is_confirmed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), _negated=True), models.Q(('ended_at__isnull', False), ('retain_until__isnull', False)), _connector='OR'), name='ended_subscription_has_an_end'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'pending'), _negated=True), ('retain_until__isnull', False), _connector='OR'), name='pending_subscription_has_an_end')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('pending', 'waiting'), ('claimed', 'being sent'), ('sent', 'sent'), ('failed', 'refused by the mail server'), ('uncertain', 'interrupted, may have been sent'), ('skipped', 'not sent, the subscription had ended')], default='pending', max_length=10, verbose_name='state')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='claimed at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
                ('last_error', models.CharField(blank=True, max_length=80, verbose_name='last error')),
                ('retain_until', models.DateTimeField(db_index=True, null=True, verbose_name='kept until')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsletter.issue', verbose_name='issue')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsletter.subscription', verbose_name='subscription')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('-due_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['issue', 'due_at'], name='delivery_pending_by_issue'), models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_at'], name='delivery_claimed')],
                'constraints': [models.UniqueConstraint(fields=('issue', 'subscription'), name='one_copy_per_subscription')],
            },
        ),
    ]
