from privacy import registry


class ProvisoSiteConfig(registry.RegisteringAppConfig):
    name = "proviso_site"
    verbose_name = "Proviso"
    # These start processes, or can only be read when every app is ready.
    not_loaded = frozenset({"embedded", "run", "settings", "urls", "wsgi"})
