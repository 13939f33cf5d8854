"""URLs of the portal: the rights and the pages of each request."""

from django.urls import path, register_converter
from django.utils.translation import pgettext_lazy

from dsar.cases.converters import RightConverter
from dsar.corrections import views as corrections
from dsar.portal import (
    views,
    views_browser,
    views_case,
    views_confirm,
    views_identity,
    views_known,
    views_representative,
)

register_converter(RightConverter, "right")

app_name = "dsar"
urlpatterns = [
    path("", views.portal, name="portal"),
    # First: the path of a right may be that of its mailed link too, which takes anything for a token.
    path(pgettext_lazy("url", "<right:right>/sent/"), views.ask_done, name="ask_done"),
    path(pgettext_lazy("url", "several/"), views.several, name="several"),
    path(pgettext_lazy("url", "several/sent/"), views.several_done, name="several_done"),
    path(pgettext_lazy("url", "product/"), views.product, name="product"),
    path(pgettext_lazy("url", "for-somebody-else/"), views_representative.representative, name="representative"),
    path(
        pgettext_lazy("url", "for-somebody-else/sent/"),
        views_representative.representative_done,
        name="representative_done",
    ),
    path(
        pgettext_lazy("url", "for-somebody-else/<str:token>/"), views_representative.confirm_claim, name="confirm_claim"
    ),
    path(
        pgettext_lazy("url", "for-somebody-else/<str:token>/not-me/"),
        views_representative.claim_not_mine,
        name="claim_not_mine",
    ),
    path(pgettext_lazy("url", "new-links/"), views.new_links, name="new_links"),
    path(pgettext_lazy("url", "new-links/sent/"), views.new_links_done, name="new_links_done"),
    path(pgettext_lazy("url", "confirm/<str:token>/"), views_confirm.confirm, name="confirm"),
    path(pgettext_lazy("url", "confirm/<str:token>/not-me/"), views_confirm.not_me, name="not_me"),
    path(pgettext_lazy("url", "open/<str:token>/"), views_confirm.open_case, name="open"),
    path(pgettext_lazy("url", "case/<str:token>/"), views_case.case, name="case"),
    path(pgettext_lazy("url", "case/<str:token>/code/"), views_case.send_code, name="send_code"),
    path(pgettext_lazy("url", "case/<str:token>/download/"), views_case.download, name="download"),
    path(pgettext_lazy("url", "case/<str:token>/message/"), views_case.write, name="write"),
    path(pgettext_lazy("url", "case/<str:token>/address/"), views_case.add_address, name="add_address"),
    path(pgettext_lazy("url", "case/<str:token>/browser/"), views_case.attach_browser, name="attach_browser"),
    path(pgettext_lazy("url", "case/<str:token>/withdraw/"), views_case.withdraw, name="withdraw"),
    path(pgettext_lazy("url", "case/<str:token>/not-me/"), views_case.disown, name="disown"),
    path(pgettext_lazy("url", "case/<str:token>/prove/"), views_identity.prove, name="prove"),
    path(
        pgettext_lazy("url", "case/<str:token>/not-proven/<str:reason>/"), views_identity.not_proven, name="not_proven"
    ),
    path(pgettext_lazy("url", "identity/over/"), views_identity.identity_over, name="identity_over"),
    path(pgettext_lazy("url", "identity/return/"), views_identity.identity_return, name="identity_return"),
    path(pgettext_lazy("url", "case/<str:token>/correct/"), corrections.ask_for_link, name="correct_link"),
    path(pgettext_lazy("url", "correct/<str:token>/"), corrections.correct, name="correct"),
    path(pgettext_lazy("url", "new-address/<str:token>/"), corrections.new_address, name="new_address"),
    path(pgettext_lazy("url", "call-off/<str:token>/"), views_confirm.call_off, name="call_off"),
    path(pgettext_lazy("url", "known/<str:token>/"), views_known.known, name="known"),
    path(pgettext_lazy("url", "known/<str:token>/not-me/"), views_known.not_me, name="known_not_me"),
    path(pgettext_lazy("url", "browser/"), views_browser.browser, name="browser"),
    path("<right:right>/", views.ask, name="ask"),
]
