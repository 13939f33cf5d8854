"""The titles, for staff, of the public pages that visits are counted for, by the name of the URL pattern.

Which of them the sitemap names, and when, each app says where it registers its pages (``privacy.web.pages``).
"""

from django.utils.translation import gettext_lazy as _

# Whatever else is read, tokens and unknown addresses included, is counted as one more of these.
OTHER = "other"
TITLES = {
    "home": _("Front page"),
    "privacy:policy": _("Privacy policy"),
    "privacy:versions": _("Versions of the privacy policy"),
    "consent:choices": _("Cookies"),
    "newsletter:signup": _("Newsletter"),
    "newsletter:signup_done": _("Newsletter: thank you"),
    "newsletter:archive": _("Earlier newsletters"),
    "newsletter:archived": _("Newsletter: an earlier issue"),
    "contact:form": _("Contact"),
    "contact:sent": _("Contact: sent"),
    "ebooks:library": _("E-books"),
    "ebooks:book": _("Page of an e-book"),
    "ebooks:sent": _("E-books: link on its way"),
    "ebooks:download": _("E-books: download"),
    "interests:page": _("Interests"),
    "interests:sent": _("Interests: link on its way"),
    "trials:form": _("Trial account"),
    "trials:sent": _("Trial account: sent"),
    "dsar:portal": _("My data"),
    "dsar:several": _("Several rights in one go"),
    "dsar:representative": _("I ask for somebody else"),
    "dsar:new_links": _("Open a request that you have made"),
    "dsar:product": _("Data in a product that you use through others"),
    "own_page": _("Pages of our own"),
    OTHER: _("Other pages"),
}
NAMES = frozenset(TITLES) - {OTHER}
