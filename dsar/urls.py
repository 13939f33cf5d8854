"""URLs of the portal: the rights and the pages of each request."""

from django.urls import path, register_converter
from django.utils.translation import pgettext_lazy

from dsar.cases.converters import RightConverter
from dsar.corrections import views as corrections
from dsar.portal import views, views_browser

register_converter(RightConverter, "right")

app_name = "dsar"
urlpatterns = [
    path("", views.portal, name="portal"),
    path(pgettext_lazy("url", "confirm/<str:token>/"), views.confirm, name="confirm"),
    path(pgettext_lazy("url", "case/<str:token>/"), views.case, name="case"),
    path(pgettext_lazy("url", "case/<str:token>/download/"), views.download, name="download"),
    path(pgettext_lazy("url", "case/<str:token>/withdraw/"), views.withdraw, name="withdraw"),
    path(pgettext_lazy("url", "call-off/<str:token>/"), views.call_off, name="call_off"),
    path(pgettext_lazy("url", "case/<str:token>/correct/"), corrections.ask_for_link, name="correct_link"),
    path(pgettext_lazy("url", "correct/<str:token>/"), corrections.correct, name="correct"),
    path(pgettext_lazy("url", "new-address/<str:token>/"), corrections.new_address, name="new_address"),
    path(pgettext_lazy("url", "browser/"), views_browser.browser, name="browser"),
    path("<right:right>/", views.ask, name="ask"),
    path(pgettext_lazy("url", "<right:right>/sent/"), views.ask_done, name="ask_done"),
]
