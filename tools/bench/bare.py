"""Baseline views in bare Django. Only ``settings.bench`` loads this module."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from proviso_site import urls
from tools.bench.bench_servers import TABLE


class Row(models.Model):
    """A row of a minimal table, which exists only in the benchmark database."""

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
    """Insert a row with the ORM and redirect, as a form view does."""
    Row(made_at="2026-01-01T00:00:00Z", text=request.POST["choice"]).save(force_insert=True)
    return HttpResponse(status=303, headers={"Location": "/"})


# The template of the front page links to the site's own URLs.
urlpatterns = [path("bare/page/", page), path("bare/insert/", insert), *urls.urlpatterns]
