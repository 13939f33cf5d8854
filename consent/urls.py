from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy

from consent.choices import views
from consent.gate import views as views_reports
from consent.interests import views as interests

app_name = "consent"
urlpatterns = [
    path("", views.choices, name="choices"),
    path(pgettext_lazy("url", "state/"), views_reports.state, name="state"),
    path(pgettext_lazy("url", "receipt/<uuid:record_id>/"), views.receipt, name="receipt"),
]

interest_urls: tuple[list[URLPattern], str] = (
    [
        path("", interests.page, name="page"),
        path(pgettext_lazy("url", "sent/"), interests.sent, name="sent"),
        path(pgettext_lazy("url", "link/<str:token>/"), interests.mine, name="mine"),
        path(pgettext_lazy("url", "link/<str:token>/yes/"), interests.say_yes, name="yes"),
        path(pgettext_lazy("url", "link/<str:token>/no/"), interests.say_no, name="no"),
    ],
    "interests",
)
