"""Every table of the app."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import consent.adapters.adapter
import privacy.register.languages.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy', '0004_sub_processors_end'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(db_index=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('site', models.CharField(max_length=200, verbose_name='site')),
                ('revision', models.PositiveIntegerField(help_text='Empty: a site that is not ours.', null=True, verbose_name='revision')),
                ('outcome', models.CharField(choices=[('running', 'under way'), ('agrees', 'declared and found agree'), ('differs', 'declared and found differ'), ('skipped', 'skipped: no browser is installed'), ('failed', 'did not come to an end')], default='running', max_length=8, verbose_name='outcome')),
                ('is_complete', models.BooleanField(default=False, verbose_name='every page in every state')),
                ('page_count', models.PositiveIntegerField(default=0, verbose_name='pages')),
                ('visit_count', models.PositiveIntegerField(default=0, verbose_name='page visits')),
                ('request_count', models.PositiveIntegerField(default=0, verbose_name='requests')),
                ('new_count', models.PositiveIntegerField(default=0, verbose_name='new since the run before')),
                ('gone_count', models.PositiveIntegerField(default=0, verbose_name='gone since the run before')),
                ('report', models.CharField(blank=True, help_text='Below VAR/audit.', max_length=200, verbose_name='report')),
            ],
            options={
                'verbose_name': 'audit of cookies',
                'verbose_name_plural': 'audits of cookies',
                'ordering': ('-started_at',),
            },
        ),
        migrations.CreateModel(
            name='InterfaceText',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='hash')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('html', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'wording of the question',
                'verbose_name_plural': 'wordings of the question',
            },
        ),
        migrations.CreateModel(
            name='ChoiceCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('device', models.CharField(choices=[('m', 'mobile'), ('d', 'desktop')], max_length=1, verbose_name='device')),
                ('granted', models.CharField(blank=True, help_text='Empty: to nothing.', max_length=64, verbose_name='said yes to')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='answers')),
            ],
            options={
                'verbose_name': 'answers on a day',
                'verbose_name_plural': 'answers by day',
                'ordering': ('-day', 'language', 'device', 'granted'),
                'constraints': [models.UniqueConstraint(fields=('day', 'language', 'device', 'granted'), name='answers_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='As in data-consent=“key”, on the template element.', max_length=40, unique=True, verbose_name='key')),
                ('category', models.CharField(choices=[('necessary', 'Necessary'), ('analytics', 'Analytics'), ('marketing', 'Marketing')], max_length=16, verbose_name='category')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text="Keys of the register's purposes (LAW P13).", size=None, verbose_name='purposes')),
                ('description', privacy.register.languages.fields.TranslatedField(default=dict, verbose_name='what it does')),
                ('data', privacy.register.languages.fields.TranslatedField(default=dict, verbose_name='which data it gets')),
                ('hosts', models.JSONField(blank=True, default=dict, help_text='What pages may reach for it, by kind: script, connect, img, frame.', verbose_name='hosts')),
                ('adapter', models.CharField(blank=True, choices=consent.adapters.adapter.choices, help_text='What starts and stops it. Empty: content of a page, such as a film.', max_length=40, verbose_name='adapter')),
                ('site_id', models.CharField(blank=True, help_text="The vendor's number of your site; without it, it does not run.", max_length=60, verbose_name='site id')),
                ('script_url', models.URLField(blank=True, help_text='Only for “another vendor”: https, from one of its hosts.', verbose_name='address of the script')),
                ('script_attributes', models.JSONField(blank=True, default=dict, help_text='Such as {"data-site": "example.com"}.', verbose_name='attributes of the script')),
                ('stop_call', models.CharField(blank=True, help_text="The vendor's own function that is called on withdrawal, such as _paq.push.", max_length=80, verbose_name='call that stops it')),
                ('stop_arguments', models.JSONField(blank=True, default=list, help_text='A list, such as [["forgetConsentGiven"]].', verbose_name='arguments of that call')),
                ('revoke_method', models.CharField(blank=True, max_length=200, verbose_name='how consent is taken back')),
                ('opt_out_url', models.URLField(blank=True, verbose_name="the vendor's own page for saying no")),
                ('exception_reason', models.TextField(blank=True, help_text='For analytics: why our own counts without ids are not enough (LAW P18).', verbose_name='why it cannot be anonymous')),
                ('exception_owner', models.CharField(blank=True, help_text='A role, not a name.', max_length=80, verbose_name='who answers for that')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('vendor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='privacy.vendor', verbose_name='vendor')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
                'ordering': ('order', 'key'),
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('kind', models.CharField(choices=[('cookie', 'a cookie of our own pages'), ('csp', 'something that a page wanted to load')], max_length=8, verbose_name='what it is')),
                ('name', models.CharField(max_length=100, verbose_name='cookie, or host')),
                ('directive', models.CharField(blank=True, max_length=40, verbose_name='rule')),
                ('page', models.CharField(blank=True, max_length=200, verbose_name='page')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='times')),
            ],
            options={
                'verbose_name': 'thing that was kept out',
                'verbose_name_plural': 'things that were kept out',
                'ordering': ('-day', '-count'),
                'constraints': [models.UniqueConstraint(fields=('day', 'kind', 'name', 'directive', 'page'), name='sighting_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='StorageItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cookie', 'cookie'), ('localStorage', 'local storage'), ('sessionStorage', 'session storage'), ('IndexedDB', 'browser database'), ('CacheStorage', 'browser cache of pages'), ('serviceWorker', 'background script'), ('OPFS', 'files of the site in the browser'), ('storageBucket', 'storage bucket'), ('window.name', 'name of the window')], default='cookie', max_length=16, verbose_name='kind')),
                ('name', models.CharField(help_text='* stands for any characters, as in _hjSession_*.', max_length=80, verbose_name='name')),
                ('domain', models.CharField(blank=True, help_text="Empty: this site's own.", max_length=120, verbose_name='domain')),
                ('party', models.CharField(choices=[('first', 'this site'), ('third', 'the vendor, on every site that uses it')], default='first', max_length=8, verbose_name='who can read it')),
                ('lifetime_seconds', models.PositiveIntegerField(blank=True, help_text='0: until the browser is closed. Empty: not known.', null=True, verbose_name='lifetime in seconds')),
                ('documented_seconds', models.PositiveIntegerField(blank=True, help_text='In seconds, where it is another.', null=True, verbose_name='lifetime that the vendor documents')),
                ('category', models.CharField(choices=[('necessary', 'Necessary'), ('analytics', 'Analytics'), ('marketing', 'Marketing')], max_length=16, verbose_name='category')),
                ('description', privacy.register.languages.fields.TranslatedField(default=dict, verbose_name='what it is for')),
                ('source_url', models.URLField(blank=True, verbose_name='source')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='verified on')),
                ('deletable_by', models.CharField(choices=[('page', 'a script of the page'), ('server', 'our server'), ('edge', 'only the network in front of the site'), ('nobody', 'nobody but the person')], default='page', max_length=8, verbose_name='can be removed by')),
                ('published_name', models.CharField(blank=True, max_length=80, verbose_name='name in the policy before')),
                ('published_lifetime', models.CharField(blank=True, max_length=40, verbose_name='lifetime in the policy before')),
                ('is_in_published_policy', models.BooleanField(default=False, verbose_name='in the policy before')),
                ('justification', privacy.register.languages.fields.TranslatedField(blank=True, default=dict, verbose_name='why it is necessary')),
                ('reviewer', models.CharField(blank=True, help_text='A role, not a name.', max_length=80, verbose_name='reviewed by')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed on')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('service', models.ForeignKey(blank=True, help_text="Empty: the site's own.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='consent.service', verbose_name='service')),
            ],
            options={
                'verbose_name': 'storage item',
                'verbose_name_plural': 'storage items',
                'ordering': ('order', 'name'),
            },
        ),
        migrations.CreateModel(
            name='AuditFinding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('problem', models.CharField(choices=[('undeclared', 'not declared'), ('ungranted', 'without consent'), ('host', 'on another host than declared'), ('lifetime', 'another lifetime than declared'), ('unseen', 'declared, never seen'), ('reading', 'the device is read without consent'), ('unreachable', 'could not be audited')], max_length=16, verbose_name='what is wrong')),
                ('trace', models.CharField(choices=[('cookie', 'cookie'), ('localStorage', 'local storage'), ('sessionStorage', 'session storage'), ('IndexedDB', 'browser database'), ('CacheStorage', 'browser cache of pages'), ('serviceWorker', 'background script'), ('OPFS', 'files of the site in the browser'), ('storageBucket', 'storage bucket'), ('window.name', 'name of the window'), ('request', 'request'), ('redirect', 'redirect'), ('device', 'feature of the device'), ('page', 'page')], max_length=16, verbose_name='what it is')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('host', models.CharField(blank=True, max_length=253, verbose_name='host')),
                ('service', models.CharField(blank=True, max_length=40, verbose_name='service')),
                ('declared_host', models.CharField(blank=True, max_length=253, verbose_name='declared host')),
                ('declared_lifetime', models.PositiveIntegerField(null=True, verbose_name='declared lifetime in seconds')),
                ('lifetime', models.PositiveIntegerField(null=True, verbose_name='lifetime in seconds')),
                ('page', models.CharField(blank=True, max_length=500, verbose_name='first seen on')),
                ('states', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None, verbose_name='in the states')),
                ('devices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None, verbose_name='on')),
                ('is_new', models.BooleanField(default=False, verbose_name='new since the run before')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='consent.auditrun', verbose_name='audit')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consent.storageitem', verbose_name='row of the draft register')),
            ],
            options={
                'verbose_name': 'finding of an audit',
                'verbose_name_plural': 'findings of audits',
                'ordering': ('run', 'problem', 'name'),
            },
        ),
        migrations.CreateModel(
            name='EndedConsent',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('ended_at', models.DateTimeField(db_index=True, verbose_name='ended at')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires at')),
            ],
            options={
                'verbose_name': 'ended consent',
                'verbose_name_plural': 'ended consents',
            },
        ),
        migrations.CreateModel(
            name='ConsentRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('surface', models.CharField(choices=[('banner', 'the question at the top of a page'), ('page', 'the page with the choices'), ('inline', 'the place where the content stands')], max_length=8, verbose_name='asked on')),
                ('control', models.CharField(choices=[('all', 'Accept all'), ('none', 'Reject all'), ('some', 'Save my choice')], max_length=8, verbose_name='control used')),
                ('options', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('necessary', 'Necessary'), ('analytics', 'Analytics'), ('marketing', 'Marketing')], max_length=16), size=None, verbose_name='options shown')),
                ('granted', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('necessary', 'Necessary'), ('analytics', 'Analytics'), ('marketing', 'Marketing')], max_length=16), size=None, verbose_name='said yes to')),
                ('granted_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), help_text='One time for each category: an answer that only adds one leaves the times of the others.', size=None, verbose_name='said yes at')),
                ('interface_hash', models.CharField(max_length=64, verbose_name='hash of the wording')),
                ('is_gpc', models.BooleanField(verbose_name='browser sent Global Privacy Control')),
                ('expires_at', models.DateTimeField(verbose_name='lasts until')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('replaced_by', models.UUIDField(null=True, verbose_name='replaced by')),
                ('ended_under', models.PositiveIntegerField(null=True, verbose_name='revision when it ended')),
                ('given_seq', models.BigIntegerField(null=True, verbose_name='journal number of the yes')),
                ('ended_seq', models.BigIntegerField(null=True, verbose_name='journal number of its end')),
                ('device', models.CharField(blank=True, choices=[('m', 'mobile'), ('d', 'desktop')], db_default='', max_length=1, verbose_name='device, until it is counted')),
                ('retain_until', models.DateTimeField(db_index=True, null=True, verbose_name='kept until')),
                ('revision', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='privacy.revision', verbose_name='revision')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ('-given_at',),
                'indexes': [models.Index(condition=models.Q(('given_seq__isnull', True), models.Q(('ended_seq__isnull', True), ('ended_under__isnull', False)), _connector='OR'), fields=['given_at'], name='consent_unsealed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('granted', []), _negated=True), name='a_refusal_leaves_no_record'), models.CheckConstraint(condition=models.Q(('granted__contained_by', models.F('options'))), name='consent_only_to_what_was_shown'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('given_at'))), name='consent_ends_after_it_was_given'), models.CheckConstraint(condition=models.Q(('granted_at__len', models.Func(models.F('granted'), function='cardinality', output_field=models.IntegerField()))), name='each_category_has_its_time')],
            },
        ),
        migrations.AddConstraint(
            model_name='storageitem',
            constraint=models.UniqueConstraint(fields=('kind', 'name', 'domain'), name='storage_item_named_once'),
        ),
        migrations.AddConstraint(
            model_name='storageitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category', 'necessary'), _negated=True), models.Q(('justification', {}), _negated=True), _connector='OR'), name='necessary_storage_is_justified', violation_error_message='Say why it is necessary.'),
        ),
        migrations.AddConstraint(
            model_name='storageitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_on__isnull', True), ('reviewer', '')), models.Q(models.Q(('reviewer', ''), _negated=True), ('reviewed_on__isnull', False)), _connector='OR'), name='a_review_has_reviewer_and_date', violation_error_message='Enter both who reviewed it and when, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='storageitem',
            constraint=models.CheckConstraint(condition=models.Q(('service__isnull', False), ('category', 'necessary'), _connector='OR'), name='own_storage_is_necessary'),
        ),
        migrations.AddConstraint(
            model_name='auditfinding',
            constraint=models.UniqueConstraint(fields=('run', 'problem', 'trace', 'name', 'host'), name='finding_told_once'),
        ),
        migrations.AddConstraint(
            model_name='auditfinding',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='finding_has_a_name'),
        ),
    ]
