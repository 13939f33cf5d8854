"""Every table of the app."""

import django.core.validators
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
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('right', models.CharField(choices=[('information', 'More information'), ('access', 'A copy of your data'), ('rectification', 'Correct your data'), ('erasure', 'Erase your data'), ('restriction', 'Limit how your data is used'), ('portability', 'Take your data with you'), ('automated', 'No automated decisions'), ('withdrawal', 'Withdraw a consent'), ('objection', 'Object to how your data is used'), ('human', 'Ask a human')], max_length=16, verbose_name='right')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('state', models.CharField(choices=[('unverified', 'not confirmed yet'), ('open', 'received'), ('working', 'approved, being carried out'), ('done', 'answered'), ('refused', 'refused'), ('withdrawn', 'withdrawn by you'), ('joined', 'part of your other request')], default='unverified', max_length=16, verbose_name='state')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('target_on', models.DateField(verbose_name='target')),
                ('latest_on', models.DateField(verbose_name='at the latest')),
                ('extended_at', models.DateTimeField(null=True, verbose_name='extended at')),
                ('extension_reason', models.TextField(blank=True, help_text='Without names or addresses: it is kept longer than they are.', validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='why more time')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('ground', models.CharField(blank=True, choices=[('unidentified', 'we cannot tell which data is yours (GDPR Art. 11(2), 12(2))'), ('unfounded', 'manifestly unfounded (GDPR Art. 12(5))'), ('excessive', 'excessive (GDPR Art. 12(5))'), ('others', 'the rights of others (GDPR Art. 15(4), 20(4))'), ('accurate', 'the data is accurate (GDPR Art. 16)'), ('no_ground', 'none of the conditions for this right is met (GDPR Art. 17(1), 18(1), 20(1), 22(1))'), ('expression', 'freedom of expression (GDPR Art. 17(3)(a))'), ('obligation', 'the law requires that we keep it (GDPR Art. 17(3)(b))'), ('health', 'public health (GDPR Art. 17(3)(c))'), ('archives', 'archiving, research or statistics (GDPR Art. 17(3)(d))'), ('claims', 'a legal claim (GDPR Art. 17(3)(e))'), ('compelling', 'compelling legitimate grounds (GDPR Art. 21(1))'), ('no_16a', 'national security (Personal Data Act § 16 a)'), ('no_16b', 'investigation of crime (Personal Data Act § 16 b)'), ('no_16c', 'your own health (Personal Data Act § 16 c)'), ('no_16d', 'a statutory duty of secrecy (Personal Data Act § 16 d)'), ('no_16e', 'a text for internal preparation only, as far as necessary (Personal Data Act § 16 e)'), ('no_16f', 'overriding private or public interests (Personal Data Act § 16 f)'), ('no_17', 'archiving or research (Personal Data Act § 17)')], max_length=16, verbose_name='ground for refusal')),
                ('reasons', models.TextField(blank=True, help_text='Without names or addresses: it is kept longer than they are.', validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='reasons')),
                ('retain_until', models.DateTimeField(db_index=True, null=True, verbose_name='kept until')),
                ('joined_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='joined', to='dsar.case', verbose_name='part of')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
                'ordering': ('latest_on', 'received_at'),
                'permissions': (('decide_case', 'Can decide requests'),),
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('stopped', 'The work stopped; a case worker takes over'), ('noted', 'Note')], max_length=16, verbose_name='what happened')),
                ('at', models.DateTimeField(db_index=True, verbose_name='at')),
                ('staff', models.PositiveBigIntegerField(null=True, verbose_name='account')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='dsar.case')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField(verbose_name='sealed file')),
                ('size', models.PositiveBigIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='hash')),
                ('revision', models.PositiveIntegerField(null=True, verbose_name='revision of the policy')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires at')),
                ('downloads', models.PositiveIntegerField(default=0, verbose_name='downloads')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='export', to='dsar.case')),
            ],
            options={
                'verbose_name': 'file for download',
                'verbose_name_plural': 'files for download',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('export', 'make the file'), ('erasure', 'erase')], max_length=16, verbose_name='kind')),
                ('state', models.CharField(choices=[('due', 'to be done'), ('waiting', 'waits for a legal hold to end'), ('done', 'done'), ('failed', 'given up')], default='due', max_length=16, verbose_name='state')),
                ('step', models.CharField(choices=[('plan', 'find what is held'), ('carry_out', 'carry out'), ('check', 'search again'), ('tell', 'tell the person')], default='plan', max_length=16, verbose_name='next step')),
                ('plan', models.JSONField(default=dict, verbose_name='plan')),
                ('result', models.JSONField(default=dict, verbose_name='result')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='leased until')),
                ('last_error', models.CharField(blank=True, max_length=120, verbose_name='last error')),
                ('made_at', models.DateTimeField(db_index=True, verbose_name='made at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='dsar.case')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ('made_at',),
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contact', serialize=False, to='dsar.case')),
                ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('message', models.TextField(blank=True, verbose_name='what you wrote')),
                ('answer', models.TextField(blank=True, verbose_name='what we answered')),
                ('right', models.CharField(choices=[('information', 'More information'), ('access', 'A copy of your data'), ('rectification', 'Correct your data'), ('erasure', 'Erase your data'), ('restriction', 'Limit how your data is used'), ('portability', 'Take your data with you'), ('automated', 'No automated decisions'), ('withdrawal', 'Withdraw a consent'), ('objection', 'Object to how your data is used'), ('human', 'Ask a human')], max_length=16, verbose_name='right')),
                ('is_open', models.BooleanField(default=False, verbose_name='confirmed and not answered')),
                ('is_forgotten_when_told', models.BooleanField(default=False, verbose_name='removed with the last letter')),
                ('retain_until', models.DateTimeField(db_index=True, null=True, verbose_name='kept until')),
            ],
            options={
                'verbose_name': 'who asked',
                'verbose_name_plural': 'who asked',
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('email', 'right'), name='one_open_case_per_right')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ('open', 'working'))), fields=['latest_on'], name='case_unanswered_by_deadline'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('latest_on__gte', models.F('target_on'))), name='case_target_not_after_latest'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ('done', 'refused', 'withdrawn', 'joined'))), models.Q(('closed_at__isnull', True), models.Q(('state__in', ('done', 'refused', 'withdrawn', 'joined')), _negated=True)), _connector='OR'), name='case_closed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'unverified'), ('confirmed_at__isnull', False), _connector='OR'), name='case_confirmed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(models.Q(('ground', ''), _negated=True), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='case_refused_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('extended_at__isnull', True), models.Q(('extension_reason', ''), _negated=True), _connector='OR'), name='case_extended_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reasons__contains', '@'), _negated=True), models.Q(('extension_reason__contains', '@'), _negated=True)), name='case_holds_no_address'),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.CheckConstraint(condition=models.Q(('note__contains', '@'), _negated=True), name='event_holds_no_address'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['lease_until'], name='job_due_by_lease'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'due')), fields=('case',), name='one_due_job_per_case'),
        ),
    ]
