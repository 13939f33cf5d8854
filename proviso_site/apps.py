from privacy import registry


class ProvisoSiteConfig(registry.RegisteringAppConfig):
    name = "proviso_site"
    verbose_name = "Proviso"
    # Importing these starts processes, or requires that every app is ready.
    not_loaded = frozenset({"embedded", "run", "settings", "urls", "asgi", "wsgi"})
