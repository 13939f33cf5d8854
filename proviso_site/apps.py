from django.utils.translation import gettext_lazy as _

from privacy import registry


class ProvisoSiteConfig(registry.RegisteringAppConfig):
    name = "proviso_site"
    verbose_name = _("Website")
    # Importing these starts processes, or requires that every app is ready.
    not_loaded = frozenset({"embedded", "run", "settings", "urls", "asgi", "wsgi"})

    def ready(self) -> None:
        super().ready()
        from proviso_site.logs.records import log_uncaught_errors  # noqa: PLC0415 - it needs every app

        log_uncaught_errors()
