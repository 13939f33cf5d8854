"""Indexes for the lists of the administration, which are paged by key, and for each of their filters."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0004_journalled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('restricted_at__isnull', True)), fields=['received_at', 'id'], name='message_in_use_by_time'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('handled_at__isnull', False)), fields=['received_at', 'id'], name='message_handled_by_time'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('restricted_at__isnull', False)), fields=['received_at', 'id'], name='message_kept_by_time'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['is_suspect', 'received_at'], name='message_by_suspicion'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['language', 'received_at'], name='message_by_language'),
        ),
    ]
