"""URLs of the site. Parts of paths are translated; Bokmål has no prefix, the other languages have /nn/ and /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, register_converter
from django.utils.translation import pgettext_lazy

from consent.gate import views as gate_views
from consent.urls import interest_urls
from contact.urls import ebook_urls, trial_urls
from newsletter.issues import provider
from proviso_site.content import views as content
from proviso_site.content.addresses import OwnPageConverter
from proviso_site.health import views as health
from proviso_site.health.outage_page import error_page
from proviso_site.health.views_metrics import metrics
from proviso_site.pages import mailbox
from proviso_site.pages.security_txt import security_policy, security_txt
from proviso_site.pages.sitemap import robots, sitemap

development_only = [path("dev/mail/", include(mailbox))] if settings.IS_DEVELOPMENT else []

handler500 = error_page
# The provider's webhook: anymail compares the secret.
provider_only = [path("anymail/", include("anymail.urls"))] if provider.reports_back() else []

register_converter(OwnPageConverter, "own_page")

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("security-policy.txt", security_policy, name="security-policy"),
    path(".well-known/gpc.json", gate_views.gpc, name="gpc"),
    path("csp-rapport/", gate_views.csp, name="csp-report"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("bilder/<str:name>", content.picture, name="picture"),
    path("admin/", include("proviso_site.accounts.urls")),  # before the administration, whose login it replaces
    path("admin/", admin.site.urls),
    *provider_only,
    *i18n_patterns(
        path("", content.home, name="home"),
        path(pgettext_lazy("url", "privacy/"), include("privacy.urls")),
        path(pgettext_lazy("url", "consent/"), include("consent.urls")),
        path(pgettext_lazy("url", "newsletter/"), include("newsletter.urls")),
        path(pgettext_lazy("url", "contact/"), include("contact.urls")),
        path(pgettext_lazy("url", "e-books/"), include(ebook_urls)),
        path(pgettext_lazy("url", "trial/"), include(trial_urls)),
        path(pgettext_lazy("url", "interests/"), include(interest_urls)),
        path(pgettext_lazy("url", "my-data/"), include("dsar.urls")),
        *development_only,
        path("<own_page:page>/", content.own_page, name="own_page"),  # last: no page takes the address of another
        prefix_default_language=False,
    ),
]
