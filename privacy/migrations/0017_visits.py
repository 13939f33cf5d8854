"""How often pages were read."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0016_rules_in_force_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('page', models.CharField(help_text='A name from a closed list, never an address.', max_length=60, verbose_name='page')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('device', models.CharField(choices=[('mobile', 'mobile'), ('tablet', 'tablet'), ('desktop', 'desktop'), ('other', 'other')], max_length=8, verbose_name='device')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='visits')),
            ],
            options={
                'verbose_name': 'visits on a day',
                'verbose_name_plural': 'visits',
                'ordering': ('-day', 'page', 'language', 'device'),
                'constraints': [models.UniqueConstraint(fields=('day', 'page', 'language', 'device'), name='visits_counted_once')],
            },
        ),
    ]
