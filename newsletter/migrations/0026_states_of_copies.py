"""A copy is claimed until its batch is settled."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0025_batches'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_being_sent',
        ),
        migrations.AlterField(
            model_name='delivery',
            name='skip_reason',
            field=models.CharField(blank=True, choices=[('ended', 'the subscription had ended'), ('paused', 'the person has paused the newsletter'), ('topics', 'the person wants other topics'), ('suppressed', 'the person has left and may come back only by themselves'), ('cancelled', 'the issue was cancelled')], db_default='', default='', max_length=10, verbose_name='why it was not sent'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'waiting'), ('claimed', 'being sent'), ('sent', 'sent'), ('failed', 'refused by the mail server'), ('uncertain', 'interrupted, may have been sent'), ('left', 'interrupted, not sent again'), ('skipped', 'not sent on purpose')], default='pending', max_length=10, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_at'], name='delivery_being_sent'),
        ),
    ]
