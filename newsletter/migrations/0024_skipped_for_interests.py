"""A copy may be skipped because of interests."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0023_newer_outcome'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='skip_reason',
            field=models.CharField(blank=True, choices=[('ended', 'the subscription had ended'), ('paused', 'the person has paused the newsletter'), ('topics', 'the person wants other topics'), ('interests', 'the person said yes to a list of interests, which has others'), ('cancelled', 'the issue was cancelled')], db_default='', default='', max_length=10, verbose_name='why it was not sent'),
        ),
    ]
