"""Letters about requests, as they were sent."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0024_corrections'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentLetter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('sent_at', models.DateTimeField(db_index=True, verbose_name='sent at')),
                ('sealed', models.BinaryField(verbose_name='sealed text')),
                ('sha256', models.CharField(max_length=64, verbose_name='fingerprint')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='dsar.case', verbose_name='request')),
            ],
            options={
                'verbose_name': 'letter as it was sent',
                'verbose_name_plural': 'letters as they were sent',
                'ordering': ('-sent_at', 'id'),
                'indexes': [models.Index(fields=['sent_at', 'id'], name='sent_letter_by_time')],
            },
        ),
    ]
