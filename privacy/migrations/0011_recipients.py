"""Recipients: agreements, entries on the framework's list, legs of transfers, sub-processors."""

import django.db.models.deletion
import privacy.law.countries
import privacy.languages.fields
import privacy.recipients.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0010_breaches_go_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='dated')),
                ('version', models.CharField(blank=True, max_length=40, verbose_name='version')),
                ('document', models.CharField(blank=True, help_text='A reference in your archive.', max_length=200, verbose_name='where the document is')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='to be reviewed by')),
                ('approval', models.CharField(blank=True, choices=[('general', 'general authorisation, with a right to object'), ('specific', 'each one is approved beforehand')], max_length=16, verbose_name='approval of sub-processors')),
                ('on_instructions', models.BooleanField(default=False, verbose_name='(a) only on our documented instructions')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='(b) people bound to confidentiality')),
                ('is_secure', models.BooleanField(default=False, verbose_name='(c) security as in Art. 32')),
                ('engages_as_agreed', models.BooleanField(default=False, verbose_name='(d) sub-processors only as agreed')),
                ('helps_with_rights', models.BooleanField(default=False, verbose_name="(e) helps us answer people's requests")),
                ('helps_with_duties', models.BooleanField(default=False, verbose_name='(f) helps us with Art. 32 to 36')),
                ('deletes_or_returns', models.BooleanField(default=False, verbose_name='(g) deletes or returns everything at the end')),
                ('allows_audits', models.BooleanField(default=False, verbose_name='(h) shows compliance and allows audits')),
                ('arrangement', privacy.languages.fields.TranslatedField(blank=True, default=dict, help_text='For a joint controller: who does what for people. It is published (Art. 26(2)).', verbose_name='the essence of the arrangement')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
            },
        ),
        migrations.CreateModel(
            name='FrameworkEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.CharField(blank=True, max_length=200, verbose_name='name on the list')),
                ('status', models.CharField(choices=[('unknown', 'nobody has looked'), ('active', 'active'), ('inactive', 'inactive, withdrawn or not on the list')], default='unknown', max_length=8, verbose_name='status')),
                ('covers_others', models.BooleanField(blank=True, null=True, verbose_name='covers data on others than staff (“non-HR”)')),
                ('covers_staff', models.BooleanField(blank=True, null=True, verbose_name='covers data on staff (“HR”)')),
                ('certified_until', models.DateField(blank=True, null=True, verbose_name='next certification')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='checked on')),
            ],
            options={
                'verbose_name': 'entry in the Data Privacy Framework',
                'verbose_name_plural': 'entries in the Data Privacy Framework',
            },
        ),
        migrations.CreateModel(
            name='TransferLeg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('storage', 'stored in'), ('access', 'reached from'), ('parent', 'parent company in')], max_length=8, verbose_name='kind')),
                ('country', models.CharField(max_length=2, validators=[privacy.law.countries.validate_country], verbose_name='country')),
                ('tool', models.CharField(choices=[('none', 'no transfer'), ('adequacy', 'adequacy decision (GDPR Art. 45)'), ('dpf', 'EU-US Data Privacy Framework (GDPR Art. 45)'), ('scc', 'standard contractual clauses (GDPR Art. 46)'), ('scc1', 'standard contractual clauses, module 1, controller to controller (GDPR Art. 46)'), ('scc2', 'standard contractual clauses, module 2, controller to processor (GDPR Art. 46)'), ('scc3', 'standard contractual clauses, module 3, processor to processor (GDPR Art. 46)'), ('scc4', 'standard contractual clauses, module 4, processor to controller (GDPR Art. 46)'), ('bcr', 'binding corporate rules (GDPR Art. 47)'), ('art49', 'an exception for a single case (GDPR Art. 49)')], max_length=16, verbose_name='transfer tool')),
                ('assessment', models.CharField(blank=True, help_text='Where the document is.', max_length=200, verbose_name='transfer impact assessment')),
                ('assessed_on', models.DateField(blank=True, null=True, verbose_name='assessed on')),
                ('scope_confirmed_on', models.DateField(blank=True, help_text='Where an adequacy decision covers some companies only.', null=True, verbose_name="seen to be within the decision's scope on")),
            ],
            options={
                'verbose_name': 'leg of a transfer',
                'verbose_name_plural': 'legs of transfers',
                'ordering': ('country', 'kind'),
            },
        ),
        migrations.AddField(
            model_name='adequacydecision',
            name='valid_from',
            field=models.DateField(blank=True, null=True, verbose_name='valid from'),
        ),
        migrations.AddField(
            model_name='adequacydecision',
            name='valid_to',
            field=models.DateField(blank=True, null=True, verbose_name='valid to'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='data_categories',
            field=privacy.languages.fields.TranslatedField(blank=True, default=dict, verbose_name='which data they get'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='engaged_by',
            field=models.ForeignKey(blank=True, help_text='Empty for those we chose ourselves; a sub-processor names the recipient that engages it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sub_processors', to='privacy.vendor', verbose_name='engaged by'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='halted_because',
            field=models.CharField(blank=True, choices=[('transfer', 'nothing carries its transfers'), ('promise', 'it breaks a promise'), ('staff', 'switched off by staff'), ('new', 'new, not switched on yet')], max_length=16, verbose_name='switched off because'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='list_changed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='list changed at'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='list_fetched_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='list read at'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='list_sha256',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='fingerprint of the list'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='list_url',
            field=models.URLField(blank=True, verbose_name="the vendor's list of sub-processors"),
        ),
        migrations.AddField(
            model_name='vendor',
            name='organisation_id',
            field=models.CharField(blank=True, max_length=60, verbose_name='organisation number'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='purposes',
            field=models.JSONField(blank=True, default=list, validators=[privacy.recipients.models.validate_purposes], verbose_name='purposes'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='sub_processors_checked_on',
            field=models.DateField(blank=True, help_text='The day somebody last saw that the register names all of them, or that there are none.', null=True, verbose_name='sub-processors checked on'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='subject_categories',
            field=privacy.languages.fields.TranslatedField(blank=True, default=dict, verbose_name='whose data they get'),
        ),
        migrations.AddField(
            model_name='vendor',
            name='uses_for_own_purposes',
            field=models.BooleanField(blank=True, help_text='Unknown until somebody has read the terms. Whoever does is not a processor for it (Art. 28(10)).', null=True, verbose_name='uses the data for purposes of its own'),
        ),
        migrations.AlterField(
            model_name='adequacydecision',
            name='country',
            field=models.CharField(max_length=2, unique=True, validators=[privacy.law.countries.validate_country], verbose_name='country'),
        ),
        migrations.AlterField(
            model_name='adequacydecision',
            name='scope',
            field=models.CharField(blank=True, help_text='Empty when it covers everyone in the territory.', max_length=200, verbose_name='scope'),
        ),
        migrations.AlterField(
            model_name='vendor',
            name='access_countries',
            field=models.JSONField(blank=True, default=list, validators=[privacy.law.countries.validate_countries], verbose_name='reached from'),
        ),
        migrations.AlterField(
            model_name='vendor',
            name='parent_country',
            field=models.CharField(max_length=2, validators=[privacy.law.countries.validate_country], verbose_name="the parent company's country"),
        ),
        migrations.AlterField(
            model_name='vendor',
            name='storage_countries',
            field=models.JSONField(default=list, validators=[privacy.law.countries.validate_countries], verbose_name='stored in'),
        ),
        migrations.AlterField(
            model_name='vendor',
            name='tool',
            field=models.CharField(choices=[('none', 'no transfer'), ('adequacy', 'adequacy decision (GDPR Art. 45)'), ('dpf', 'EU-US Data Privacy Framework (GDPR Art. 45)'), ('scc', 'standard contractual clauses (GDPR Art. 46)'), ('scc1', 'standard contractual clauses, module 1, controller to controller (GDPR Art. 46)'), ('scc2', 'standard contractual clauses, module 2, controller to processor (GDPR Art. 46)'), ('scc3', 'standard contractual clauses, module 3, processor to processor (GDPR Art. 46)'), ('scc4', 'standard contractual clauses, module 4, processor to controller (GDPR Art. 46)'), ('bcr', 'binding corporate rules (GDPR Art. 47)'), ('art49', 'an exception for a single case (GDPR Art. 49)')], help_text='What is said to carry the transfers, as long as a leg does not document it.', max_length=16, verbose_name='transfer tool'),
        ),
        migrations.AddConstraint(
            model_name='adequacydecision',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='adequacy_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='vendor',
            constraint=models.CheckConstraint(condition=models.Q(('engaged_by__isnull', True), models.Q(('engaged_by', models.F('pk')), _negated=True), _connector='OR'), name='vendor_does_not_engage_itself'),
        ),
        migrations.AddConstraint(
            model_name='vendor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'processor'), _negated=True), ('uses_for_own_purposes__isnull', True), models.Q(('uses_for_own_purposes', True), _negated=True), _connector='OR'), name='processor_has_no_purposes_of_its_own', violation_error_message='Whoever uses the data for purposes of its own is not a processor for it (Art. 28(10)): choose another role.'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='vendor',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agreement', to='privacy.vendor', verbose_name='recipient'),
        ),
        migrations.AddField(
            model_name='frameworkentry',
            name='vendor',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='framework_entry', to='privacy.vendor', verbose_name='recipient'),
        ),
        migrations.AddField(
            model_name='transferleg',
            name='vendor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='privacy.vendor', verbose_name='recipient'),
        ),
        migrations.AddConstraint(
            model_name='frameworkentry',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'unknown'), ('checked_on__isnull', False), _connector='OR'), name='framework_status_has_a_date', violation_error_message='Say on which day you looked.'),
        ),
        migrations.AddConstraint(
            model_name='transferleg',
            constraint=models.UniqueConstraint(fields=('vendor', 'kind', 'country'), name='transfer_leg_documented_once'),
        ),
        migrations.AddConstraint(
            model_name='transferleg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('tool__in', ('scc', 'scc1', 'scc2', 'scc3', 'scc4')), _negated=True), models.Q(models.Q(('assessment', ''), _negated=True), ('assessed_on__isnull', False)), _connector='OR'), name='clauses_have_an_assessment', violation_error_message='Standard clauses need a transfer impact assessment: say where it is, and its date.'),
        ),
    ]
