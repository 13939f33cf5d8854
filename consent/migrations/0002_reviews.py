from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_register")]

    operations = [
        migrations.AlterConstraint(
            model_name="storageitem",
            name="necessary_storage_is_justified",
            constraint=models.CheckConstraint(
                condition=~Q(category="necessary") | ~Q(justification={}),
                name="necessary_storage_is_justified",
                violation_error_message="Say why it is necessary.",
            ),
        ),
        migrations.AddConstraint(
            model_name="storageitem",
            constraint=models.CheckConstraint(
                condition=Q(reviewer="", reviewed_on__isnull=True) | (~Q(reviewer="") & Q(reviewed_on__isnull=False)),
                name="a_review_has_reviewer_and_date",
                violation_error_message="Enter both who reviewed it and when, or neither.",
            ),
        ),
    ]
