from typing import Any

import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Storage with hashed names and compression, and without the comments and indents of our scripts.

    Imports inside ES modules are hashed as well. Django's own scripts are stored as they are.
    """

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: Any) -> str:
        if name.endswith(".js") and not name.startswith("admin/"):
            content.seek(0)  # whoever computed the hash of the name has read it
            content = ContentFile(minified(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved


def minified(script: str) -> str:
    """Return a script without comments and needless white space."""
    return str(rjsmin.jsmin(script))
