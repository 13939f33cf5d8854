from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed; imports inside our ES modules are hashed as well."""

    support_js_module_import_aggregation = True
