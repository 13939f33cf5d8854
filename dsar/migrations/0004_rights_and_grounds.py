"""Objections to marketing apart from those to other use; each ground of refusal belongs to its rights."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0003_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='ground',
            field=models.CharField(blank=True, choices=[('unidentified', 'we cannot tell which data is yours (GDPR Art. 11(2), 12(2))'), ('unfounded', 'manifestly unfounded (GDPR Art. 12(5))'), ('excessive', 'excessive (GDPR Art. 12(5))'), ('others', 'the rights of others (GDPR Art. 15(4), 20(4))'), ('accurate', 'the data is accurate (GDPR Art. 16)'), ('no_ground', 'none of the conditions for this right is met (GDPR Art. 17(1), 18(1), 20(1), 22(1))'), ('expression', 'freedom of expression (GDPR Art. 17(3)(a))'), ('obligation', 'the law requires that we keep it (GDPR Art. 17(3)(b))'), ('health', 'public health (GDPR Art. 17(3)(c))'), ('archives', 'archiving, research or statistics (GDPR Art. 17(3)(d))'), ('claims', 'a legal claim (GDPR Art. 17(3)(e), 21(1))'), ('compelling', 'compelling legitimate grounds (GDPR Art. 21(1))'), ('no_16a', 'national security (Personal Data Act § 16 a)'), ('no_16b', 'investigation of crime (Personal Data Act § 16 b)'), ('no_16c', 'your own health (Personal Data Act § 16 c)'), ('no_16d', 'a statutory duty of secrecy (Personal Data Act § 16 d)'), ('no_16e', 'a text for internal preparation only, as far as necessary (Personal Data Act § 16 e)'), ('no_16f', 'overriding private or public interests (Personal Data Act § 16 f)'), ('no_17', 'archiving or research (Personal Data Act § 17)')], max_length=16, verbose_name='ground for refusal'),
        ),
        migrations.AlterField(
            model_name='case',
            name='right',
            field=models.CharField(choices=[('information', 'More information'), ('access', 'A copy of your data'), ('rectification', 'Correct your data'), ('erasure', 'Erase your data'), ('restriction', 'Limit how your data is used'), ('portability', 'Take your data with you'), ('automated', 'No automated decisions'), ('withdrawal', 'Withdraw a consent'), ('objection', 'Object to marketing and profiling'), ('other_use', 'Object to other use of your data'), ('human', 'Ask a human')], max_length=16, verbose_name='right'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('use_stopped', 'The use stopped'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('stopped', 'The work stopped; a case worker takes over'), ('noted', 'Note')], max_length=16, verbose_name='what happened'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='right',
            field=models.CharField(choices=[('information', 'More information'), ('access', 'A copy of your data'), ('rectification', 'Correct your data'), ('erasure', 'Erase your data'), ('restriction', 'Limit how your data is used'), ('portability', 'Take your data with you'), ('automated', 'No automated decisions'), ('withdrawal', 'Withdraw a consent'), ('objection', 'Object to marketing and profiling'), ('other_use', 'Object to other use of your data'), ('human', 'Ask a human')], max_length=16, verbose_name='right'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('ground', ''), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'no_16a', 'no_16b', 'no_16c', 'no_16d', 'no_16e', 'no_16f', 'no_17')), ('right', 'information')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'others', 'no_16a', 'no_16b', 'no_16c', 'no_16d', 'no_16e', 'no_16f', 'no_17')), ('right', 'access')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'accurate', 'no_17')), ('right', 'rectification')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'no_ground', 'expression', 'obligation', 'health', 'archives', 'claims')), ('right', 'erasure')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'no_ground', 'no_17')), ('right', 'restriction')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'no_ground', 'others')), ('right', 'portability')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'no_ground')), ('right', 'automated')), models.Q(('ground__in', ('unidentified', 'unfounded', 'excessive', 'compelling', 'claims')), ('right', 'other_use')), _connector='OR'), name='case_ground_belongs_to_right'),
        ),
    ]
