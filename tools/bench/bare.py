"""The baselines: Django views without anything of ours around them. Only ``settings.bench`` loads this."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from proviso_site import urls
from tools.bench.ground import TABLE


class Row(models.Model):
    """A table with nothing to it; made and dropped with the database of the measurement."""

    made_at = models.DateTimeField()
    text = models.CharField(max_length=40)

    class Meta:
        app_label = "proviso_site"
        db_table = TABLE
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


def page(request: HttpRequest) -> HttpResponse:
    """Render the front page's template with the same context."""
    return render(request, "site/home.html")


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Write one row with the ORM and lead on, as a form does."""
    Row(made_at="2026-01-01T00:00:00Z", text=request.POST["choice"]).save(force_insert=True)
    return HttpResponse(status=303, headers={"Location": "/"})


# The links of the template need the addresses of the site.
urlpatterns = [path("bare/page/", page), path("bare/insert/", insert), *urls.urlpatterns]
