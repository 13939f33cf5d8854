"""Values that a person says are wrong, and how many of them a request changed."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from privacy.journal.sql import cascade

# Done before it was counted what was changed.
_UNKNOWN = "UPDATE dsar_case SET corrected = -1 WHERE \"right\" = 'rectification' AND state = 'done'"


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0023_piece_cascade'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('model', models.CharField(blank=True, max_length=80, verbose_name='model')),
                ('row', models.CharField(blank=True, max_length=80, verbose_name='row')),
                ('field', models.CharField(blank=True, max_length=80, verbose_name='field')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='where it is')),
                ('old', models.TextField(blank=True, verbose_name='what we had')),
                ('new', models.TextField(blank=True, verbose_name='what it should say')),
                ('state', models.CharField(choices=[('unconfirmed', 'waits until the new address is confirmed'), ('waiting', 'waits for a decision'), ('changed', 'changed'), ('kept', 'not changed')], db_index=True, default='waiting', max_length=12, verbose_name='state')),
                ('reason', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='why not')),
                ('asked_at', models.DateTimeField(db_index=True, verbose_name='asked at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ('asked_at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='case',
            name='corrected',
            field=models.SmallIntegerField(default=0, editable=False, verbose_name='values corrected'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('use_stopped', 'The use stopped'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('disputed', 'You said what is wrong'), ('corrected', 'We corrected it'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('stopped', 'The work stopped; a case worker takes over'), ('called_off', 'The approval was taken back before anything was erased'), ('changed', 'Something new came in before the erasure; a case worker looks again'), ('noted', 'Note')], max_length=16, verbose_name='what happened'),
        ),
        migrations.RunSQL(_UNKNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('corrected', 0), ('right', 'rectification'), ('state', 'done'), _negated=True), name='case_corrected_something'),
        ),
        migrations.AddField(
            model_name='correction',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='dsar.case'),
        ),
        migrations.AddField(
            model_name='correction',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('unconfirmed', 'waiting')), models.Q(('field', ''), _negated=True)), fields=('case', 'model', 'row', 'field'), name='one_open_correction_per_value'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ('changed', 'kept'))), models.Q(('decided_at__isnull', True), ('state__in', ('unconfirmed', 'waiting'))), _connector='OR'), name='correction_decided_has_time'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='correction_kept_has_reason'),
        ),
        cascade("dsar_correction", "case_id", "dsar_case"),
    ]
