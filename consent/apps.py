from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    verbose_name = _("Consent")

    def ready(self) -> None:
        """Say that consents reach the journal in batches."""
        from consent import checks  # noqa: F401, PLC0415 - registers itself
        from consent.operations import sealing  # noqa: PLC0415 - models are loaded by now
        from privacy.operations import journal  # noqa: PLC0415

        journal.fed_by(sealing.SOURCE)
