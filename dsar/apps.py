from django.utils.translation import gettext_lazy as _

from privacy import registry


class DsarConfig(registry.RegisteringAppConfig):
    name = "dsar"
    verbose_name = _("Requests for personal data")
