from django.utils.translation import gettext_lazy as _

from privacy import registry


class ContactConfig(registry.RegisteringAppConfig):
    name = "contact"
    verbose_name = _("Contact")
