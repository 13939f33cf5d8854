"""`make run` and `manage.py` for developers: the production stack, mail in a folder, secrets made and kept in VAR."""

from pyrage import x25519

from proviso_site.embedded.secrets import remember
from proviso_site.settings.base import *  # noqa: F403
from proviso_site.settings.base import ALLOWED_HOSTS, EXPORT_IDENTITY, VAR, env

VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or remember(VAR / "secret.key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
EXPORT_IDENTITY = EXPORT_IDENTITY or remember(VAR / "export.key", make=lambda: str(x25519.Identity.generate()))
EMAIL_BACKEND = "proviso_site.mailbox.FolderBackend"
IS_DEVELOPMENT = True
