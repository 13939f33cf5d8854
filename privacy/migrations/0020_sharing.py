"""With whom anonymous tables are shared, and what left."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0019_ledger'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.CharField(help_text='A company, not a person.', max_length=120, verbose_name='partner')),
                ('purpose', models.TextField(verbose_name='what the partner uses it for')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
            ],
            options={
                'verbose_name': 'agreement with a partner',
                'verbose_name_plural': 'agreements with partners',
                'ordering': ('partner',),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('agreed_on')), _connector='OR'), name='agreement_ends_later'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='agreement_has_a_purpose')],
            },
        ),
        migrations.CreateModel(
            name='SharedFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('dataset', models.SlugField(max_length=60, verbose_name='table')),
                ('counted', models.CharField(max_length=40, verbose_name='column of counts')),
                ('columns', models.JSONField(verbose_name='columns')),
                ('rows', models.PositiveIntegerField(verbose_name='rows')),
                ('sha256', models.CharField(max_length=64, verbose_name='hash')),
                ('content', models.TextField(verbose_name='content')),
                ('shared_at', models.DateTimeField(verbose_name='shared at')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='privacy.partneragreement', verbose_name='agreement with a partner')),
            ],
            options={
                'verbose_name': 'shared file',
                'verbose_name_plural': 'shared files',
                'ordering': ('-shared_at',),
            },
        ),
    ]
