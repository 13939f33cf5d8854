"""With whom people may prove who they are. Nothing of it is there unless the environment names an issuer."""

from pathlib import Path

from proviso_site.settings.environment import env, secret

_ISSUER = env.str("IDENTITY_ISSUER", default="")
IDENTITY_PROVIDER = (
    {
        "issuer": _ISSUER,
        "client_id": env.str("IDENTITY_CLIENT_ID", default=""),
        "client_secret": secret("IDENTITY_CLIENT_SECRET", default=""),
        "name": env.str("IDENTITY_NAME", default="BankID"),
        "recipient": env.str("IDENTITY_RECIPIENT", default=""),
    }
    if _ISSUER
    else {}
)
_IS_HTTPS = env.str("PROVISO_BASE_URL", default="").startswith("https://")
IDENTITY_COOKIE_NAME = "__Host-pv_identity" if _IS_HTTPS else "pv_identity"
# What the register declares of it, and how many seconds it lasts: as long as a proof may take.
IDENTITY_BASIS = [Path(__file__).parents[1] / "seed" / "identity.toml"] if IDENTITY_PROVIDER else []
IDENTITY_COOKIES = {IDENTITY_COOKIE_NAME: 600} if IDENTITY_PROVIDER else {}
