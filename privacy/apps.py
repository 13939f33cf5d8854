from django.utils.translation import gettext_lazy as _

from privacy import registry


class PrivacyConfig(registry.RegisteringAppConfig):
    name = "privacy"
    verbose_name = _("Register and policy")
    not_loaded = frozenset({"documents.workbooks"})
