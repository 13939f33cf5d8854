from django.apps import AppConfig


class ProvisoSiteConfig(AppConfig):
    name = "proviso_site"
    verbose_name = "Proviso"

    def ready(self) -> None:
        """Make our Celery app the current one, so that jobs can be sent by name from anywhere; register the checks."""
        from proviso_site import celery, promises_pages, promises_statistics  # noqa: F401, PLC0415
