from django.urls import path
from django.utils.translation import pgettext_lazy

from privacy.notices import views as notices
from privacy.policy import views, views_documents

app_name = "privacy"
urlpatterns = [
    path("", views.policy, name="policy"),
    path(pgettext_lazy("url", "privacy.pdf"), views_documents.policy_pdf, name="policy_pdf"),
    path("register.json", views_documents.register_json, name="register"),
    path("schema/register-1.json", views_documents.register_schema, name="register_schema"),
    path(pgettext_lazy("url", "versions/"), views.versions, name="versions"),
    path(pgettext_lazy("url", "versions/<int:number>/"), views.version, name="version"),
    path(pgettext_lazy("url", "versions/<int:number>/privacy.pdf"), views_documents.policy_pdf, name="version_pdf"),
    path(
        pgettext_lazy("url", "versions/<int:number>/register.json"),
        views_documents.register_json,
        name="version_register",
    ),
    path(pgettext_lazy("url", "changes/<int:older>/<int:newer>/"), views.changes, name="changes"),
    path(pgettext_lazy("url", "recipients/<str:token>/"), notices.answer, name="notice"),
    path(pgettext_lazy("url", "privacy.txt"), views.as_text, name="text"),
]
