"""Indexes for the lists of the administration, which are paged by key, and for each of their filters."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0009_staff_news'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['event', 'id'], name='journal_by_event'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['due_at', 'id'], name='letter_by_due'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['kind', 'due_at'], name='letter_by_kind'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['is_sent', 'due_at'], name='letter_by_outcome'),
        ),
        migrations.AddIndex(
            model_name='retentionrun',
            index=models.Index(fields=['as_of', 'id'], name='receipt_by_time'),
        ),
        migrations.AddIndex(
            model_name='retentionrun',
            index=models.Index(fields=['state', 'as_of'], name='receipt_by_state'),
        ),
        migrations.AddIndex(
            model_name='retentionrun',
            index=models.Index(fields=['rule', 'as_of'], name='receipt_by_rule'),
        ),
    ]
