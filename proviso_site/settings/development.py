"""`make run` and `manage.py` for developers: the production stack, mail in a folder, secrets made and kept in VAR."""

from proviso_site.embedded.secrets import remember
from proviso_site.settings.base import *  # noqa: F403
from proviso_site.settings.base import ALLOWED_HOSTS, VAR, env

VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or remember(VAR / "secret.key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
EMAIL_BACKEND = "proviso_site.mailbox.FolderBackend"
MAIL_FOLDER = VAR / "mail"
IS_DEVELOPMENT = True
