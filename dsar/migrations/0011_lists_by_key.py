"""Indexes for the lists of the administration, which are paged by key, and for each of their filters."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0010_journalled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_unanswered_by_deadline',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ('open', 'working'))), fields=['latest_on', 'received_at', 'id'], name='case_unanswered_by_deadline'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ('done', 'refused', 'withdrawn', 'joined'))), fields=['latest_on', 'received_at'], name='case_closed_by_deadline'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['latest_on', 'received_at', 'id'], name='case_by_deadline'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', 'latest_on', 'received_at'], name='case_by_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['right', 'latest_on', 'received_at'], name='case_by_right'),
        ),
    ]
