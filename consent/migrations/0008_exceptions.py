"""A service that measures people says why that cannot be anonymous, and who answers for it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0007_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='exception_owner',
            field=models.CharField(blank=True, help_text='A role, not a name.', max_length=80, verbose_name='who answers for that'),
        ),
        migrations.AddField(
            model_name='service',
            name='exception_reason',
            field=models.TextField(blank=True, help_text='For analytics: why our own counts without ids are not enough (LAW P18).', verbose_name='why it cannot be anonymous'),
        ),
    ]
