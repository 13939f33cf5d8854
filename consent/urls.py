from django.urls import path
from django.utils.translation import pgettext_lazy

from consent.choices import views
from consent.gate import views as views_reports

app_name = "consent"
urlpatterns = [
    path("", views.choices, name="choices"),
    path(pgettext_lazy("url", "state/"), views_reports.state, name="state"),
    path(pgettext_lazy("url", "receipt/<uuid:record_id>/"), views.receipt, name="receipt"),
]
