"""Whether a copy holds nothing but the request itself, and that somebody asked with another address too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0020_never_exported'),
    ]

    operations = [
        migrations.AddField(
            model_name='export',
            name='is_empty',
            field=models.BooleanField(default=False, verbose_name='nothing found'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('use_stopped', 'The use stopped'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('stopped', 'The work stopped; a case worker takes over'), ('called_off', 'The approval was taken back before anything was erased'), ('changed', 'Something new came in before the erasure; a case worker looks again'), ('identity_asked', 'We asked who you are; the clock stands still until you answer'), ('identity_given', 'You answered; the clock goes on'), ('reopened', 'We opened the request again'), ('passed_on', 'We passed it on to the organisation that decides over your data'), ('address_added', 'You asked with another address too'), ('visited', 'This page was opened with a link from a mail'), ('code_sent', 'A code for the file was asked for'), ('wrote', 'You wrote to us'), ('replied', 'We wrote to you'), ('disowned', 'The owner of the address said that it was somebody else who asked'), ('noted', 'Note')], max_length=16, verbose_name='what happened'),
        ),
    ]
