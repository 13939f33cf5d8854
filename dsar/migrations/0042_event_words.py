"""The words of an event that copies have as well as erasures."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0041_mandate_claim_cascade'),
    ]

    operations = [
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('use_stopped', 'The use stopped'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('disputed', 'You said what is wrong'), ('corrected', 'We corrected it'), ('restricted', 'Your data is only stored'), ('lift_announced', 'We told you that the data will be used again'), ('lifted', 'The data is used again'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('left_out', 'One kind of data could not be read; the file says which, and why'), ('stopped', 'The work stopped; a case worker takes over'), ('called_off', 'The approval was taken back before anything was erased'), ('changed', 'Something new came in after the approval; a case worker looks again'), ('identity_asked', 'We asked who you are; the clock stands still until you answer'), ('identity_given', 'You answered; the clock goes on'), ('undone', 'The erasure was a mistake and was undone; what was erased is back'), ('reopened', 'We opened the request again'), ('passed_on', 'We passed it on to the organisation that decides over your data'), ('address_added', 'You asked with another address too'), ('visited', 'This page was opened with a link from a mail'), ('code_sent', 'A code for the file was asked for'), ('wrote', 'You wrote to us'), ('replied', 'We wrote to you'), ('disowned', 'The owner of the address said that it was somebody else who asked'), ('asked_for', 'Somebody asked in your name; the mandate is to be examined first'), ('taken_in', 'A case worker wrote down what you asked for'), ('identity_seen', 'A case worker has seen that it is you'), ('identity_proven', 'You proved who you are'), ('posted', 'A letter was sent to you by post'), ('further', 'You wrote again about the same'), ('questions', 'Your questions were listed'), ('mandate_seen', 'A case worker has looked at the mandate of who acts for you'), ('browser_added', 'What your browser leads to was added to the request'), ('address_proven', 'Another address of yours confirmed the request'), ('noted', 'Note')], max_length=16, verbose_name='what happened'),
        ),
    ]
