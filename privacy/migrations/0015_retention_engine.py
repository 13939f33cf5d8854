"""Rules that staff approve, receipts that say more, and legal hold."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0014_sub_processors_end'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeldRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=80, verbose_name='model')),
                ('object_id', models.CharField(max_length=64, verbose_name='row')),
            ],
            options={
                'verbose_name': 'row on hold',
                'verbose_name_plural': 'rows on hold',
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('legal_claim', 'to establish or defend a legal claim (GDPR Art. 17(3)(e))'), ('bookkeeping', 'the Bookkeeping Act requires it (GDPR Art. 17(3)(b))'), ('authority', 'an authority has ordered it (GDPR Art. 17(3)(b))')], max_length=16, verbose_name='reason')),
                ('reference', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9_./-]*$')], verbose_name='case or file number')),
                ('salt', models.CharField(blank=True, editable=False, max_length=32, verbose_name='salt')),
                ('subject_key', models.CharField(blank=True, editable=False, max_length=64, verbose_name='person, as a hash')),
                ('placed_at', models.DateTimeField(verbose_name='placed at')),
                ('placed_by', models.PositiveBigIntegerField(null=True, verbose_name='placed by account')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='lifted at')),
                ('lifted_by', models.PositiveBigIntegerField(null=True, verbose_name='lifted by account')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'ordering': ('-placed_at',),
            },
        ),
        migrations.AlterModelOptions(
            name='retentionrule',
            options={'ordering': ('order', 'key'), 'permissions': (('approve_retention', 'Can approve retention rules and stopped runs'),), 'verbose_name': 'retention rule', 'verbose_name_plural': 'retention rules'},
        ),
        migrations.RemoveConstraint(
            model_name='retentionrule',
            name='retention_rule_has_a_period',
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='action',
            field=models.CharField(choices=[('delete', 'delete the row'), ('anonymise', 'clear what points at a person, keep the rest')], default='delete', max_length=12, verbose_name='then'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='anonymise_reason',
            field=models.CharField(blank=True, choices=[('statistics', 'figures over time (GDPR Art. 89)'), ('bookkeeping', 'a sum that the Bookkeeping Act requires (bokføringsloven § 13)'), ('safety', 'to find faults and misuse again (GDPR Art. 32)')], help_text='Needed when rows are kept without their person; otherwise empty.', max_length=16, verbose_name='why not deleted'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='applied_after',
            field=models.CharField(blank=True, editable=False, max_length=160, verbose_name='worked out up to'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='applied_terms',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='terms in the rows'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='approved_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='approved at'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='approved_by',
            field=models.PositiveBigIntegerField(editable=False, null=True, verbose_name='approved by account'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='approved_terms',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='approved terms'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='last_run_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='last run at'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='months_after_year',
            field=models.PositiveIntegerField(blank=True, help_text='For bookkeeping: 60 for primary documents, 42 for secondary ones (bokføringsloven § 13).', null=True, verbose_name='months after the end of the calendar year'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='most_percent',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty: RETENTION_MOST_PERCENT.', null=True, verbose_name='stop and ask above so many percent'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='most_rows',
            field=models.PositiveIntegerField(blank=True, help_text='Empty: RETENTION_MOST_ROWS.', null=True, verbose_name='stop and ask above so many rows'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='approved_at',
            field=models.DateTimeField(null=True, verbose_name='approved at'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='approved_by',
            field=models.PositiveBigIntegerField(null=True, verbose_name='approved by account'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='batches',
            field=models.PositiveIntegerField(default=0, verbose_name='batches'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='due',
            field=models.PositiveBigIntegerField(default=0, verbose_name='rows due'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='held',
            field=models.PositiveBigIntegerField(default=0, verbose_name='due rows that stay'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='longest_ms',
            field=models.PositiveIntegerField(default=0, verbose_name='longest batch, ms'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='rows',
            field=models.PositiveBigIntegerField(default=0, verbose_name='rows in the table'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='sample',
            field=models.JSONField(default=list, verbose_name='some of the ids'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='sha256',
            field=models.CharField(blank=True, max_length=64, verbose_name='hash of the ids'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='started_at',
            field=models.DateTimeField(null=True, verbose_name='started at'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='state',
            field=models.CharField(choices=[('preview', "preview: nothing deleted, waits for the rule's approval"), ('previewed', 'preview: the rule was approved'), ('stopped', 'stopped: waits for an answer'), ('approved', 'approved: goes on with the next run'), ('running', 'running, or broken off: the next run goes on'), ('done', 'finished')], default='done', max_length=12, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='stop_reason',
            field=models.CharField(blank=True, choices=[('rows', 'more rows than the limit'), ('percent', 'a larger share of the table than the limit'), ('clock', 'the clock is far ahead of the last run')], max_length=12, verbose_name='stopped because'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='tables',
            field=models.JSONField(default=dict, verbose_name='rows deleted in each table'),
        ),
        migrations.AddField(
            model_name='retentionrun',
            name='terms',
            field=models.CharField(blank=True, max_length=120, verbose_name='terms'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('days__isnull', False), ('months__isnull', False), ('months_after_year__isnull', False), _connector='OR'), name='retention_rule_has_a_period'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'delete'), ('anonymise_reason', '')), models.Q(('action', 'anonymise'), models.Q(('anonymise_reason', ''), _negated=True)), _connector='OR'), name='retention_rule_anonymises_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('most_percent__isnull', True), ('most_percent__lte', 100), _connector='OR'), name='retention_rule_percent_at_most_100'),
        ),
        migrations.AddConstraint(
            model_name='retentionrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('preview', 'stopped', 'approved'))), fields=('rule', 'model'), name='one_open_question_per_rule_and_model'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('reference__contains', '@'), _negated=True), name='hold_names_no_address'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('salt', ''), ('subject_key', '')), models.Q(models.Q(('salt', ''), _negated=True), models.Q(('subject_key', ''), _negated=True)), _connector='OR'), name='hold_salts_its_person'),
        ),
        migrations.AddField(
            model_name='heldrow',
            name='hold',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='privacy.legalhold'),
        ),
        migrations.AddConstraint(
            model_name='heldrow',
            constraint=models.UniqueConstraint(fields=('model', 'object_id', 'hold'), name='held_row_once_a_hold'),
        ),
    ]
