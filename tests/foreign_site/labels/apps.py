from django.apps import AppConfig


class LabelsConfig(AppConfig):
    """An app of a third party, which knows nothing of ours."""

    name = "labels"
    default_auto_field = "django.db.models.AutoField"
