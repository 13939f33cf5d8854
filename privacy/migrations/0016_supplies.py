from django.db import migrations, models

import privacy.register.purposes.models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0015_lookups_by_index")]

    operations = [
        migrations.AddField(
            model_name="controller",
            name="runs_itself",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text=(
                    "On machines of our own. For the rest, a recipient of the register says that it does it for us."
                ),
                validators=[privacy.register.purposes.models.validate_supplies],
                verbose_name="what we run ourselves",
            ),
        ),
        migrations.AddField(
            model_name="vendor",
            name="supplies",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Every register names who hosts the website, sends its e-mail and keeps its mailbox.",
                validators=[privacy.register.purposes.models.validate_supplies],
                verbose_name="what they run for us",
            ),
        ),
    ]
