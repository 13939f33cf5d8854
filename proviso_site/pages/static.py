from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Storage with hashed names and compression; imports inside ES modules are hashed as well."""

    support_js_module_import_aggregation = True
