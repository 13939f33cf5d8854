"""Indexes for the lists of the administration, which are paged by key, and for each of their filters."""

import django.db.models.deletion
from django.db import migrations, models

from privacy.journal.sql import cascade


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0009_journalled'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='issue',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='newsletter.issue', verbose_name='issue'),
        ),
        # The alteration makes the foreign key anew, without its action.
        cascade("newsletter_delivery", "issue_id", "newsletter_issue"),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['due_at', 'id'], name='delivery_by_time'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'due_at', 'id'], name='delivery_by_state'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['issue', 'due_at', 'id'], name='delivery_by_issue'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['requested_at', 'id'], name='subscription_by_time'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['state', 'requested_at'], name='subscription_by_state'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['language', 'requested_at'], name='subscription_by_language'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['end_reason', 'requested_at'], name='subscription_by_end'),
        ),
    ]
