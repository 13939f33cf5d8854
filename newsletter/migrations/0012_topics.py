"""Topics of the newsletter, what a subscription wants of them and until when it is paused."""

import django.contrib.postgres.fields
from django.db import migrations, models

import privacy.register.languages.fields


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0011_lookups_by_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('key', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='key')),
                ('title', privacy.register.languages.fields.TranslatedField(default=dict, verbose_name='title')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('is_in_use', models.BooleanField(default=True, help_text='Readers can choose it. What they have chosen stays when it is not.', verbose_name='in use')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ('order', 'key'),
            },
        ),
        migrations.AddField(
            model_name='subscription',
            name='paused_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='paused until'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='topics',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, size=None, verbose_name='topics'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='end_reason',
            field=models.CharField(blank=True, choices=[('page', 'unsubscribed on our page'), ('one_click', 'unsubscribed in the mail program'), ('mail', 'unsubscribed by a mail to us'), ('provider', 'unsubscribed at the mail provider'), ('bounced', 'ended because mail could not be delivered'), ('complaint', 'ended because a newsletter was reported as spam'), ('moved', 'moved to another address'), ('staff', 'ended by staff, on request'), ('objection', 'ended by an objection to marketing'), ('withdrawal', 'ended by a withdrawal of the consent'), ('erasure', 'ended by a request to erase it; it has to be kept for a while')], max_length=12, verbose_name='how it ended'),
        ),
    ]
