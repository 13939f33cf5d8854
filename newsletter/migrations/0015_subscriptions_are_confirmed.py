"""A subscription is active or ended; what nobody has confirmed is no subscription."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("newsletter", "0014_pending_signups")]

    operations = [
        migrations.RemoveConstraint(
            model_name='subscription',
            name='pending_subscription_has_an_end',
        ),
        migrations.AlterField(
            model_name='subscription',
            name='state',
            field=models.CharField(choices=[('active', 'active'), ('ended', 'ended')], max_length=8, verbose_name='state'),
        ),
    ]
