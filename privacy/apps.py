from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Register and policy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find what every app declares, as Django's admin finds ``admin.py``."""
        # They register what they hold.
        from privacy import (  # noqa: PLC0415
            checks,  # noqa: F401
            desk_pages,  # noqa: F401
            desk_recipients,  # noqa: F401
            promises_data,  # noqa: F401
            promises_notice,  # noqa: F401
            promises_purposes,  # noqa: F401
            promises_recipients,  # noqa: F401
            promises_retention,  # noqa: F401
        )

        autodiscover_modules(
            "personal_data", "promises", "register_section", "letters", "desk", "ledger", "datasets", "audiences"
        )
