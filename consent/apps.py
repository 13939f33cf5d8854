from django.utils.translation import gettext_lazy as _

from privacy import registry


class ConsentConfig(registry.RegisteringAppConfig):
    name = "consent"
    verbose_name = _("Consent")
