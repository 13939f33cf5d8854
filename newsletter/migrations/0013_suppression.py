"""Who left, by a keyed hash of the address."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("newsletter", "0012_topics")]

    operations = [
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key_id', models.CharField(max_length=8, verbose_name='key')),
                ('code', models.CharField(max_length=64, verbose_name='code of the address')),
                ('reason', models.CharField(choices=[('left', 'unsubscribed'), ('objected', 'objected, withdrew the consent or asked for erasure'), ('unreachable', 'mail could not be delivered'), ('complained', 'reported a newsletter as spam'), ('imported', 'on a list of people not to write to')], max_length=12, verbose_name='reason')),
                ('since', models.DateTimeField(verbose_name='since the month of')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
                'ordering': ('-since', 'id'),
                'indexes': [models.Index(fields=['since', 'id'], name='suppression_by_time'), models.Index(fields=['reason', 'since'], name='suppression_by_reason')],
                'constraints': [models.UniqueConstraint(fields=('code', 'key_id'), name='one_suppression_per_code')],
            },
        ),
    ]
