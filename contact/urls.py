"""URLs under /kontakt/ and /en/contact/."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from contact.messages import views

app_name = "contact"
urlpatterns = [
    path("", views.form, name="form"),
    path(pgettext_lazy("url", "sent/"), views.sent, name="sent"),
]
