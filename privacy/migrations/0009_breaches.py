"""The register of breaches, the warnings about them and whom we wrote to."""

import django.db.models.deletion
import privacy.languages.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0008_journal_heads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120, verbose_name='name')),
                ('is_drill', models.BooleanField(default=False, help_text='Nothing is sent outside the company.', verbose_name='an exercise')),
                ('aware_at', models.DateTimeField(help_text='When somebody here was reasonably certain; the 72 hours count from this minute.', verbose_name='we became aware at')),
                ('began_at', models.DateTimeField(blank=True, null=True, verbose_name='it began at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='it was stopped at')),
                ('what_happened', models.TextField(help_text='What, not who: no names and no addresses.', verbose_name='what happened')),
                ('is_confidentiality', models.BooleanField(default=False, verbose_name='somebody saw what they should not')),
                ('is_integrity', models.BooleanField(default=False, verbose_name='data was changed')),
                ('is_availability', models.BooleanField(default=False, verbose_name='data was lost or out of reach')),
                ('data_categories', models.TextField(blank=True, verbose_name='which kinds of data')),
                ('people_categories', models.TextField(blank=True, verbose_name='which groups of people')),
                ('people_about', models.PositiveIntegerField(blank=True, null=True, verbose_name='about how many people')),
                ('records_about', models.PositiveIntegerField(blank=True, null=True, verbose_name='about how many records')),
                ('consequences', models.TextField(blank=True, verbose_name='likely consequences')),
                ('measures', models.TextField(blank=True, verbose_name='what we have done and will do')),
                ('processor_told_at', models.DateTimeField(blank=True, null=True, verbose_name='the processor told us at')),
                ('risk', models.CharField(choices=[('undecided', 'not judged yet'), ('none', 'unlikely to put anybody at risk'), ('risk', 'a risk'), ('high', 'a high risk')], default='undecided', max_length=10, verbose_name='risk to people')),
                ('risk_reason', models.TextField(blank=True, help_text='Required to leave out a notification (Art. 33(1), 33(5)).', verbose_name='why we judge it so')),
                ('contact_point', models.CharField(blank=True, help_text="Empty: the controller's contact address.", max_length=200, verbose_name='contact point')),
                ('late_reason', models.TextField(blank=True, help_text='Art. 33(1).', verbose_name='why the notification is late')),
                ('notified_at', models.DateTimeField(editable=False, null=True, verbose_name='authority notified at')),
                ('is_notification_complete', models.BooleanField(default=False, editable=False, verbose_name='nothing more will follow')),
                ('told_what', privacy.languages.fields.TranslatedField(blank=True, default=dict, verbose_name='to those affected: what happened')),
                ('told_consequences', privacy.languages.fields.TranslatedField(blank=True, default=dict, verbose_name='to those affected: what it can mean for you')),
                ('told_measures', privacy.languages.fields.TranslatedField(blank=True, default=dict, verbose_name='to those affected: what we do, and what you can do')),
                ('told_at', models.DateTimeField(editable=False, null=True, verbose_name='those affected were told at')),
                ('not_told', models.CharField(blank=True, choices=[('unreadable', 'the data cannot be read by others, such as encrypted (Art. 34(3)(a))'), ('averted', 'the high risk is averted by what we did since (Art. 34(3)(b))'), ('effort', 'it would take disproportionate effort; told in public instead (Art. 34(3)(c))')], max_length=10, verbose_name='why those affected need not be told')),
                ('not_told_reason', models.TextField(blank=True, verbose_name='explanation of that')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed at')),
                ('retain_until', models.DateTimeField(db_index=True, editable=False, null=True, verbose_name='kept until')),
                ('processor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.vendor', verbose_name='processor where it happened')),
            ],
            options={
                'verbose_name': 'personal data breach',
                'verbose_name_plural': 'personal data breaches',
                'ordering': ('-aware_at',),
            },
        ),
        migrations.CreateModel(
            name='BreachAlarm',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('hours_left', models.PositiveSmallIntegerField(verbose_name='hours left')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='privacy.breach')),
            ],
            options={
                'verbose_name': 'warning about a breach',
                'verbose_name_plural': 'warnings about breaches',
                'ordering': ('-hours_left',),
            },
        ),
        migrations.CreateModel(
            name='BreachRecipient',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('model', models.CharField(max_length=80, verbose_name='found in')),
                ('row', models.CharField(max_length=64, verbose_name='row')),
                ('retain_until', models.DateTimeField(db_index=True, verbose_name='kept until')),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='privacy.breach')),
            ],
            options={
                'verbose_name': 'person told of a breach',
                'verbose_name_plural': 'people told of breaches',
                'ordering': ('breach', 'model'),
            },
        ),
        migrations.AddConstraint(
            model_name='breach',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('risk', 'none'), _negated=True), models.Q(('risk_reason', ''), _negated=True), _connector='OR'), name='breach_without_risk_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='breach',
            constraint=models.CheckConstraint(condition=models.Q(('not_told', ''), models.Q(('not_told_reason', ''), _negated=True), _connector='OR'), name='breach_not_told_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='breach',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('retain_until__isnull', False), _connector='OR'), name='closed_breach_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='breachalarm',
            constraint=models.UniqueConstraint(fields=('breach', 'hours_left'), name='breach_alarm_once'),
        ),
        migrations.AddConstraint(
            model_name='breachrecipient',
            constraint=models.UniqueConstraint(fields=('breach', 'model', 'row'), name='breach_tells_once'),
        ),
    ]
