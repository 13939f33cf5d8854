"""Subscriptions also end by an objection to marketing and by a withdrawal of the consent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0003_consent_guard'),
    ]

    operations = [
        migrations.AlterField(
            model_name='subscription',
            name='end_reason',
            field=models.CharField(blank=True, choices=[('page', 'unsubscribed on our page'), ('one_click', 'unsubscribed in the mail program'), ('staff', 'ended by staff, on request'), ('objection', 'ended by an objection to marketing'), ('withdrawal', 'ended by a withdrawal of the consent'), ('erasure', 'ended by a request to erase it; it has to be kept for a while')], max_length=12, verbose_name='how it ended'),
        ),
    ]
