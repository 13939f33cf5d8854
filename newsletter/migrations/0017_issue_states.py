"""States of an issue between draft and sent, its topics, and why a copy was not sent."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0016_paused'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='skip_reason',
            field=models.CharField(blank=True, choices=[('ended', 'the subscription had ended'), ('paused', 'the person has paused the newsletter'), ('topics', 'the person wants other topics'), ('cancelled', 'the issue was cancelled')], db_default='', default='', max_length=10, verbose_name='why it was not sent'),
        ),
        migrations.AddField(
            model_name='issue',
            name='mails',
            field=models.JSONField(default=dict, editable=False, verbose_name='mails'),
        ),
        migrations.AddField(
            model_name='issue',
            name='pause_reason',
            field=models.CharField(blank=True, choices=[('staff', 'paused by staff'), ('busy', 'the mail server asked us to wait'), ('daily_cap', 'the mails of a day are used up')], default='', editable=False, max_length=10, verbose_name='reason of the pause'),
        ),
        migrations.AddField(
            model_name='issue',
            name='resumes_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='goes on at'),
        ),
        migrations.AddField(
            model_name='issue',
            name='starts_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='planned start'),
        ),
        migrations.AddField(
            model_name='issue',
            name='topics',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, help_text='Who wants other topics only does not get it. None: for everybody.', size=None, verbose_name='topics'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'waiting'), ('claimed', 'being made ready'), ('handing', 'being sent'), ('sent', 'sent'), ('failed', 'refused by the mail server'), ('uncertain', 'interrupted, may have been sent'), ('left', 'interrupted, not sent again'), ('skipped', 'not sent on purpose')], default='pending', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='queued_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='made ready at'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('frozen', 'ready, waits for somebody to start it'), ('scheduled', 'will start by itself'), ('sending', 'being sent'), ('paused', 'paused'), ('sent', 'sent'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'skipped'), ('skip_reason', ''), _connector='OR'), name='only_a_skipped_copy_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('queued_at__isnull', False), _connector='OR'), name='issue_is_frozen_before_it_leaves'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('starts_at__isnull', False), _connector='OR'), name='scheduled_issue_has_a_start'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'paused'), models.Q(('pause_reason', ''), ('resumes_at__isnull', True)), _connector='OR'), name='only_a_paused_issue_has_a_reason'),
        ),
    ]
