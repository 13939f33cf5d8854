"""Requests about the data of our customers: through whom, until when and to whom they are passed on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0018_three_months'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='contact',
            name='one_open_case_per_right',
        ),
        migrations.AddField(
            model_name='case',
            name='pass_on_by',
            field=models.DateField(editable=False, null=True, verbose_name='to be passed on by'),
        ),
        migrations.AddField(
            model_name='contact',
            name='organisation',
            field=models.CharField(blank=True, max_length=200, verbose_name='through whom you use the product'),
        ),
        migrations.AddField(
            model_name='contact',
            name='passed_on_address',
            field=models.CharField(blank=True, max_length=254, verbose_name='passed on to the address'),
        ),
        migrations.AddField(
            model_name='contact',
            name='passed_on_to',
            field=models.CharField(blank=True, max_length=200, verbose_name='passed on to'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('use_stopped', 'The use stopped'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('stopped', 'The work stopped; a case worker takes over'), ('called_off', 'The approval was taken back before anything was erased'), ('changed', 'Something new came in before the erasure; a case worker looks again'), ('identity_asked', 'We asked who you are; the clock stands still until you answer'), ('identity_given', 'You answered; the clock goes on'), ('reopened', 'We opened the request again'), ('passed_on', 'We passed it on to the organisation that decides over your data'), ('visited', 'This page was opened with a link from a mail'), ('code_sent', 'A code for the file was asked for'), ('wrote', 'You wrote to us'), ('replied', 'We wrote to you'), ('disowned', 'The owner of the address said that it was somebody else who asked'), ('noted', 'Note')], max_length=16, verbose_name='what happened'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True), ('is_second_spelling', False)), fields=('email', 'right', 'organisation'), name='one_open_case_per_right'),
        ),
    ]
