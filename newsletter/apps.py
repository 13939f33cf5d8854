from django.utils.translation import gettext_lazy as _

from privacy import registry


class NewsletterConfig(registry.RegisteringAppConfig):
    name = "newsletter"
    verbose_name = _("Newsletter")
