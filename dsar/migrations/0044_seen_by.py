"""How staff saw who somebody is, as a code: it is read in the language of whoever reads it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0043_claims_by_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='caseevent',
            name='seen_by',
            field=models.CharField(blank=True, choices=[('called_back', 'we called back a number that we had before'), ('wrote_from', 'we wrote to a postal address that we had before, and got an answer'), ('answered', 'answered what only they and we know'), ('known', 'one of us knows the person'), ('shown', 'showed us a document, which we looked at and did not keep')], db_default='', max_length=16, verbose_name='how we saw who it is'),
        ),
    ]
