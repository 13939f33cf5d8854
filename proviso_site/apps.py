from importlib import import_module

from django.apps import AppConfig

from privacy.registry import load_modules

_NOUNS = ("accounts", "health", "logs", "pages", "visits")  # the rest runs beside the site, not in it


class ProvisoSiteConfig(AppConfig):
    name = "proviso_site"
    verbose_name = "Proviso"

    def ready(self) -> None:
        """Make our Celery app the current one, so that jobs can be sent by name, and
        register what the site itself holds.
        """
        import_module(f"{self.name}.celery")
        for noun in _NOUNS:
            load_modules(import_module(f"{self.name}.{noun}"))
