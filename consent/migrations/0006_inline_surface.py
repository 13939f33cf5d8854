from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0005_given_is_given")]

    operations = [
        migrations.AlterField(
            model_name="consentrecord",
            name="surface",
            field=models.CharField(
                choices=[
                    ("banner", "the question at the top of a page"),
                    ("page", "the page with the choices"),
                    ("inline", "the place where the content stands"),
                ],
                max_length=8,
                verbose_name="asked on",
            ),
        ),
    ]
