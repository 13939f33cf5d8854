"""What shows that the ground of a refusal is met."""

import django.core.validators
from django.conf import settings
from django.db import migrations, models

# Nobody was asked for it before.
_NOT_ASKED = "UPDATE dsar_case SET evidence = '-' WHERE state = 'refused' AND evidence = ''"


class Migration(migrations.Migration):

    dependencies = [
        ('dsar', '0026_sent_letter_cascade'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='case_refused_has_reasons',
        ),
        migrations.AddField(
            model_name='case',
            name='evidence',
            field=models.TextField(blank=True, help_text='Without names or addresses: it is kept longer than they are.', validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='evidence of the ground'),
        ),
        migrations.RunSQL(_NOT_ASKED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(models.Q(('ground', ''), _negated=True), models.Q(('reasons', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='case_refused_has_reasons'),
        ),
    ]
