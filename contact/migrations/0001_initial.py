"""Every table of the app."""

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
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('company', models.CharField(blank=True, max_length=120, verbose_name='company')),
                ('text', models.TextField(verbose_name='message')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('is_suspect', models.BooleanField(default=False, help_text='A field that people do not see was filled in.', verbose_name='looks like spam')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('handled_at', models.DateTimeField(null=True, verbose_name='handled at')),
                ('restricted_at', models.DateTimeField(null=True, verbose_name='only kept since')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
                ('handled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handled by')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ('-received_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['received_at'], name='message_waiting_by_time')],
            },
        ),
    ]
