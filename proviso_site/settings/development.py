"""Settings of `make run` and `manage.py`: the production stack, with mail in a folder and secrets created in VAR."""

from secrets import token_hex

from pyrage import x25519

from proviso_site.embedded.secrets import remember
from proviso_site.settings.base import *  # noqa: F403
from proviso_site.settings.base import (
    ALLOWED_HOSTS,
    BACKUP_IDENTITY,
    BACKUP_RECIPIENT,
    BASE_DIR,
    CONSENT,
    DSAR,
    NEWSLETTER,
    OUR_SEED,
    PRIVACY,
    SEED_FILE,
    STATICFILES_DIRS,
    TEMPLATES,
)
from proviso_site.settings.environment import env
from proviso_site.settings.places import VAR

VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or remember(VAR / "secret.key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
DSAR = DSAR | {
    "EXPORT_IDENTITY": DSAR["EXPORT_IDENTITY"]
    or remember(VAR / "export.key", make=lambda: str(x25519.Identity.generate())),
    "ALLOWS_CANARY": True,
}
PRIVACY = PRIVACY | {
    "JOURNAL_KEY": PRIVACY["JOURNAL_KEY"] or remember(VAR / "journal.key", make=lambda: token_hex(32)),
    "JOURNAL_HEADS": PRIVACY["JOURNAL_HEADS"] or [str(VAR / "heads")],  # in production: a folder off this machine
}
NEWSLETTER = NEWSLETTER | {
    "SUPPRESSION_KEYS": NEWSLETTER["SUPPRESSION_KEYS"]
    or [remember(VAR / "suppression.key", make=lambda: token_hex(32))],
}
if not BACKUP_RECIPIENT:
    BACKUP_IDENTITY = BACKUP_IDENTITY or remember(VAR / "backup.key", make=lambda: str(x25519.Identity.generate()))
EMAIL_BACKEND = "proviso_site.pages.mailbox.FolderBackend"
IS_DEVELOPMENT = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys without TLS, which browsers allow on localhost only

# The vendors of our own seed are tried with local stand-ins; a seed that somebody brings along is taken at its word.
# The code is no part of the product: production's image does not have it.
STAND_INS_FOLDER = BASE_DIR / "tools" / "stand_ins"
if env.bool("STAND_INS", default=SEED_FILE == OUR_SEED) and STAND_INS_FOLDER.is_dir():
    SEED_MAKER = "tools.stand_ins.seed.write_seed"
    CONSENT = CONSENT | {"STAND_INS": True, "STAND_IN_ANSWERS": "tools.stand_ins.answering.StandIn"}
    PRIVACY = PRIVACY | {"OUR_SEED": VAR / "stand-ins.toml"}
    STATICFILES_DIRS = [*STATICFILES_DIRS, STAND_INS_FOLDER / "static"]
    TEMPLATES[0]["DIRS"] = [STAND_INS_FOLDER / "templates", *TEMPLATES[0]["DIRS"]]
    TEMPLATES[0]["OPTIONS"]["libraries"] = {"stand_ins": "tools.stand_ins.tags"}
