"""The provider with whom people may prove who they are, by OpenID Connect, such as a broker of BankID (LAW D-08).

https://openid.net/specs/openid-connect-core-1_0.html
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from dsar.cases.proofs.errors import ProviderAway, WrongProof
from dsar.cases.proofs.models import LONGEST_PROVIDER
from dsar.conf import dsar_settings
from privacy.notices.calling import Reply, call
from privacy.notices.errors import Away, TurnedDown
from privacy.register import in_force

# No scope and no claim that a broker answers with a national number or a date of birth.
SCOPE = "openid profile"
_PATIENCE = 5.0  # seconds; somebody waits for the page
_DISCOVERY = "/.well-known/openid-configuration"
_LOOPBACK = "127.0.0.1"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """``DSAR["IDENTITY_PROVIDER"]``. ``name`` is what people call it, ``recipient`` its key in the register."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    recipient: str


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """The provider's addresses, and whether it takes our secret in the form only."""

    authorization: str
    token: str
    keys: str
    takes_secret_in_form: bool


def faults(given: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the setting, in words and without a secret."""
    names = {field.name for field in fields(IdentityProvider)}
    if lacking := sorted(name for name in names if not str(given.get(name, "")).strip()):
        yield f"it lacks {', '.join(lacking)}"
    if unknown := sorted(set(given) - names):
        yield f"nothing reads {', '.join(unknown)}"
    if not _may_be_asked(str(given.get("issuer", ""))):
        yield "the issuer is no https address without a query"
    name = str(given.get("name", ""))
    if "@" in name or len(name) > LONGEST_PROVIDER:
        yield f"the name has an @, or more than {LONGEST_PROVIDER} signs"


def configured() -> IdentityProvider | None:
    """Return the provider of the settings; None without one, or where its setting is faulty."""
    given = dsar_settings().identity_provider
    return IdentityProvider(**given) if given and not any(faults(given)) else None


def usable() -> IdentityProvider | None:
    """Return the provider once the policy in force names it as a recipient that is not switched off (GDPR Art. 13)."""
    provider, snapshot = configured(), in_force.current()
    if provider is None or snapshot is None:
        return None
    named = {vendor.key for vendor in snapshot.register.vendors} - snapshot.halted
    return provider if provider.recipient in named else None


def discover(provider: IdentityProvider) -> Endpoints:
    """Read the provider's addresses. Raises ``ProviderAway``."""
    found = _asked("GET", provider.issuer.rstrip("/") + _DISCOVERY).body
    if not isinstance(found, Mapping) or found.get("issuer") != provider.issuer:
        raise ProviderAway
    addresses = [found.get(f"{name}_endpoint") for name in ("authorization", "token")] + [found.get("jwks_uri")]
    # On the issuer's own host: an answer must not send our secret, or this server, anywhere else.
    if not all(isinstance(address, str) and _is_beside(address, provider.issuer) for address in addresses):
        raise ProviderAway
    authorization, token, keys = map(str, addresses)
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    in_form = "client_secret_basic" not in methods
    return Endpoints(authorization=authorization, token=token, keys=keys, takes_secret_in_form=in_form)


def authorization_address(
    provider: IdentityProvider, endpoints: Endpoints, *, back: str, state: str, nonce: str, challenge: str
) -> str:
    """Return the address at which the person proves who they are. It holds nothing about them or the request."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": back,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            # Whoever used the browser before may be logged in with the provider.
            "prompt": "login",
        }
    )
    return f"{endpoints.authorization}{'&' if '?' in endpoints.authorization else '?'}{query}"


def exchange(provider: IdentityProvider, endpoints: Endpoints, *, code: str, verifier: str, back: str) -> str:
    """Return the ID token for a code, still unverified. Raises ``ProviderAway``, and ``WrongProof`` for a bad code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    account = (provider.client_id, provider.client_secret)
    if endpoints.takes_secret_in_form:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        reply = _asked("POST", endpoints.token, form=form)
    else:
        reply = _asked("POST", endpoints.token, form=form, account=account)
    token = reply.body.get("id_token") if isinstance(reply.body, Mapping) else None
    if not isinstance(token, str):
        raise WrongProof
    return token


def signing_keys(endpoints: Endpoints) -> list[Mapping[str, Any]]:
    """Return the public keys with which the provider signs. Raises ``ProviderAway``."""
    found = _asked("GET", endpoints.keys).body
    keys = found.get("keys") if isinstance(found, Mapping) else None
    if not isinstance(keys, list):
        raise ProviderAway
    return [key for key in keys if isinstance(key, Mapping)]


def _asked(method: str, address: str, **options: Any) -> Reply:
    try:
        reply = call(method, address, patience=_PATIENCE, **options)
    except (Away, TurnedDown) as error:
        # The status and no more: what was sent and what came back name somebody.
        _log.warning("The provider of identities did not answer %s as expected: %s", method, error)
        is_refused = method == "POST" and isinstance(error, TurnedDown)
        raise (WrongProof if is_refused else ProviderAway) from error
    if reply.body is None:
        raise ProviderAway
    return reply


def _may_be_asked(address: str) -> bool:
    """Tell whether an address is https; without TLS only on the machine itself, on a site that is no production."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or parts.username is not None:
        return False
    is_tried_out = settings.DEBUG or getattr(settings, "IS_DEVELOPMENT", False)
    return parts.scheme == "https" or (is_tried_out and parts.scheme == "http" and host == _LOOPBACK)


def _is_beside(address: str, issuer: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(issuer)[:2]
