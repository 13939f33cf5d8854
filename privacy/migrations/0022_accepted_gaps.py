"""Why a gap in the notice is published all the same, and who answers for it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0021_held_rows_go_with_their_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name='AcceptedGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gap', models.CharField(help_text='Such as G-02.', max_length=12, unique=True, verbose_name='gap')),
                ('reason', models.TextField(verbose_name='why it stands')),
                ('decided_by', models.CharField(help_text='A role, such as managing director.', max_length=80, verbose_name='who answers for it')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('until', models.DateField(blank=True, help_text='After this day it stops publications again.', null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'accepted gap',
                'verbose_name_plural': 'accepted gaps',
                'ordering': ('gap',),
            },
        ),
    ]
