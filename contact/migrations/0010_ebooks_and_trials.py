"""E-books with their files and requests, and requests for trial accounts."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import privacy.addresses.model_fields
import privacy.register.languages.fields
from privacy.journal.sql import index_entries


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0009_correspondence_cascades'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', privacy.register.languages.fields.TranslatedField(default=dict, help_text='The book is listed in the languages that have a title.', verbose_name='title')),
                ('description', privacy.register.languages.fields.TranslatedField(blank=True, default=dict, help_text='What the book is about, and for whom. Paragraphs are set apart by an empty line.', verbose_name='description')),
                ('address', models.SlugField(blank=True, help_text='The last part of the address of the book’s page. Empty: from the title.', max_length=60, unique=True, verbose_name='address')),
                ('subject', models.SlugField(blank=True, help_text='What somebody who asks for the book is taken to be interested in, if they said yes.', max_length=40, verbose_name='subject')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='The lowest number comes first.', verbose_name='order')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published at')),
            ],
            options={
                'verbose_name': 'e-book',
                'verbose_name_plural': 'e-books',
                'ordering': ('order', 'id'),
            },
        ),
        migrations.CreateModel(
            name='BookFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('epub', 'EPUB')], editable=False, max_length=4, verbose_name='kind')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='size')),
                ('content', models.BinaryField(verbose_name='content')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='contact.book', verbose_name='e-book')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ('language', '-kind', 'id'),
                'constraints': [models.UniqueConstraint(fields=('book', 'language', 'kind'), name='one_file_of_a_kind_and_language', violation_error_message='The book has a file of this kind in this language already.')],
            },
        ),
        migrations.CreateModel(
            name='BookRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.TextField(verbose_name='title')),
                ('email', privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('email_written', privacy.addresses.model_fields.WrittenAddressField(editable=False, max_length=254, verbose_name='e-mail address as written')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('requested_at', models.DateTimeField(verbose_name='asked for at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='contact.book', verbose_name='e-book')),
            ],
            options={
                'verbose_name': 'request for an e-book',
                'verbose_name_plural': 'requests for e-books',
                'ordering': ('-requested_at', '-id'),
                'indexes': [models.Index(fields=['requested_at', 'id'], name='book_request_by_time')],
            },
        ),
        migrations.CreateModel(
            name='TrialRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('company', models.CharField(blank=True, max_length=120, verbose_name='company')),
                ('email', privacy.addresses.model_fields.AddressField(db_index=True, max_length=254, verbose_name='e-mail address')),
                ('email_written', privacy.addresses.model_fields.WrittenAddressField(editable=False, max_length=254, verbose_name='e-mail address as written')),
                ('salt', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, verbose_name='salt')),
                ('use', models.TextField(blank=True, verbose_name='what it is for')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('state', models.CharField(choices=[('unconfirmed', 'not confirmed yet'), ('waiting', 'waits for an answer'), ('approved', 'approved'), ('declined', 'declined')], default='unconfirmed', max_length=12, verbose_name='state')),
                ('requested_at', models.DateTimeField(verbose_name='asked for at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='trial ends at')),
                ('answer_subject', models.CharField(blank=True, max_length=200, verbose_name='subject of the answer')),
                ('answer_text', models.TextField(blank=True, verbose_name='text of the answer')),
                ('restricted_at', models.DateTimeField(null=True, verbose_name='only kept since')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ],
            options={
                'verbose_name': 'request for a trial account',
                'verbose_name_plural': 'requests for trial accounts',
                'ordering': ('-requested_at', '-id'),
                'indexes': [models.Index(fields=['requested_at', 'id'], name='trial_by_time'), models.Index(fields=['state', 'requested_at', 'id'], name='trial_by_state'), models.Index(condition=models.Q(('restricted_at__isnull', False)), fields=['requested_at', 'id'], name='trial_kept_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('state', 'unconfirmed')), models.Q(models.Q(('state', 'unconfirmed'), _negated=True), ('confirmed_at__isnull', False)), _connector='OR'), name='trial_waits_once_confirmed'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ('unconfirmed', 'waiting'))), models.Q(('decided_at__isnull', False), ('state__in', ('approved', 'declined'))), _connector='OR'), name='decided_trial_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('ends_at__isnull', True)), _connector='OR'), name='approved_trial_has_an_end')],
            },
        ),
        index_entries(stream="trials", fact="trial"),
    ]
