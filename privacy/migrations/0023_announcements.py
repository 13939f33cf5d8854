"""What people were told about a revision, and whether everybody it concerns has a letter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0022_accepted_gaps"),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='privacy.revision', verbose_name='revision')),
                ('replaced', models.PositiveIntegerField(verbose_name='revision before')),
                ('changes', models.JSONField(verbose_name='changes')),
                ('announced_at', models.DateTimeField(verbose_name='announced at')),
                ('shown_until', models.DateTimeField(verbose_name='shown on the site until')),
                ('posted_at', models.DateTimeField(null=True, verbose_name='letters written at')),
            ],
            options={
                'verbose_name': 'announced change',
                'verbose_name_plural': 'announced changes',
                'ordering': ("-revision_id",),
            },
        ),
    ]
