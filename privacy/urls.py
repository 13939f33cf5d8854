from django.urls import path
from django.utils.translation import pgettext_lazy

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.policy, name="policy"),
    path(pgettext_lazy("url", "versions/"), views.versions, name="versions"),
    path(pgettext_lazy("url", "versions/<int:number>/"), views.version, name="version"),
]
