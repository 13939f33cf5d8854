from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(template_name="front.html"), name="front"),
    path("backoffice/", admin.site.urls),
    path("legal/privacy/", include("privacy.urls")),
    path("legal/cookies/", include("consent.urls")),
    path("legal/my-data/", include("dsar.urls")),
]
