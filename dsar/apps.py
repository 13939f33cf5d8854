from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DsarConfig(AppConfig):
    name = "dsar"
    verbose_name = _("Requests for personal data")

    def ready(self) -> None:
        """Register the system checks and the checks of promises."""
        from dsar import checks, promises_rights  # noqa: F401, PLC0415
