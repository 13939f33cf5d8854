"""Groups of vendors, in the order in which staff look for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """What companies buy from a vendor. Every site has the first two."""

    HOSTING = "hosting", _("Hosting and servers")
    MAIL = "mail", _("E-mail and office")
    DELIVERY = "delivery", _("Delivery and protection of pages")
    ANALYTICS = "analytics", _("Visits and use of pages")
    ADVERTISING = "advertising", _("Advertising")
    CONTENT = "content", _("Film, maps and fonts")
    LETTERS = "letters", _("Newsletters and sending of mail")
    CUSTOMERS = "customers", _("Customers and sales")
    SUPPORT = "support", _("Chat and help desk")
    PAYMENT = "payment", _("Payment and shops")
    FORMS = "forms", _("Forms and appointments")
    STAFF = "staff", _("Recruiting and staff")
