"""URLs under /kontakt/, /e-boker/ and /provekonto/. They must not change: people link to them, and old mails do."""

from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy

from contact.ebooks import views as ebooks
from contact.messages import views
from contact.trials import views as trials

app_name = "contact"
urlpatterns = [
    path("", views.form, name="form"),
    path(pgettext_lazy("url", "sent/"), views.sent, name="sent"),
]

ebook_urls: tuple[list[URLPattern], str] = (
    [
        path("", ebooks.library, name="library"),
        path(pgettext_lazy("url", "sent/"), ebooks.sent, name="sent"),
        path(pgettext_lazy("url", "link/<str:token>/"), ebooks.link, name="link"),
        path(pgettext_lazy("url", "link/<str:token>/<str:name>"), ebooks.linked_download, name="linked_download"),
        path("<slug:address>/", ebooks.book, name="book"),
        path("<slug:address>/<str:name>", ebooks.download, name="download"),
        path("<slug:address>/cover/<str:name>", ebooks.cover, name="cover"),
    ],
    "ebooks",
)

trial_urls: tuple[list[URLPattern], str] = (
    [
        path("", trials.form, name="form"),
        path(pgettext_lazy("url", "sent/"), trials.sent, name="sent"),
        path(pgettext_lazy("url", "confirm/<str:token>/"), trials.confirm, name="confirm"),
    ],
    "trials",
)
