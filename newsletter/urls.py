"""URLs under /nyhetsbrev/ and /en/newsletter/. They must not change: old mails link to them."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from newsletter.archive import views as archive
from newsletter.preferences import views as preferences
from newsletter.subscriptions import views

app_name = "newsletter"
urlpatterns = [
    path("", views.signup, name="signup"),
    path(pgettext_lazy("url", "thanks/"), views.signup_done, name="signup_done"),
    path(pgettext_lazy("url", "archive/"), archive.archive, name="archive"),
    path(pgettext_lazy("url", "archive/atom.xml"), archive.feed, name="feed"),
    path(pgettext_lazy("url", "archive/pictures/<str:name>"), archive.picture, name="picture"),
    path(pgettext_lazy("url", "archive/<slug:name>/"), archive.archived, name="archived"),
    path(pgettext_lazy("url", "confirm/<str:token>/"), views.confirm, name="confirm"),
    path(pgettext_lazy("url", "unsubscribe/<str:token>/"), views.unsubscribe, name="unsubscribe"),
    path(pgettext_lazy("url", "settings/<str:token>/"), preferences.page, name="preferences"),
    path(pgettext_lazy("url", "undo/<str:token>/"), preferences.undo, name="undo"),
    path(pgettext_lazy("url", "receipt/<str:token>/"), preferences.receipt, name="receipt"),
]
