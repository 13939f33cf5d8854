from importlib import import_module

from django.apps import AppConfig


class ProvisoSiteConfig(AppConfig):
    name = "proviso_site"
    verbose_name = "Proviso"

    def ready(self) -> None:
        """Make our Celery app the current one, so that jobs can be sent by name, and
        register what the site itself holds.
        """
        for module in ("celery", "logs.promises", "pages.promises", "visits.promises"):
            import_module(f"{self.name}.{module}")
