"""ID tokens: whether a provider signed one for this attempt, and the name in it (OpenID Connect Core, 3.1.3.7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import constant_time_compare

from dsar.cases.proofs.errors import WrongProof
from dsar.cases.proofs.providers import IdentityProvider

# Signed with the private half of a key: never "none", and never with a secret that both sides know.
ALGORITHMS = ("RS256", "PS256", "ES256")
_CLOCKS_DIFFER = timedelta(minutes=1)
_LONGEST_NAME = 200
_LONGEST_TOKEN = 20_000


def proven_name(
    token: str,
    *,
    keys: Sequence[Mapping[str, Any]],
    provider: IdentityProvider,
    nonce: str,
    begun_at: datetime,
    now: datetime,
) -> str:
    """Return the name in a token that the provider signed for this attempt. Raises ``WrongProof``.

    Nothing else of the token leaves this function: brokers of BankID add a national number unasked.
    """
    claims = _signed_claims(token, keys=keys, provider=provider)
    if claims["aud"] not in (provider.client_id, [provider.client_id]):
        raise WrongProof
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise WrongProof
    if not isinstance(claims["nonce"], str) or not constant_time_compare(claims["nonce"], nonce):
        raise WrongProof
    if _time(claims["exp"]) <= now.timestamp() - _CLOCKS_DIFFER.total_seconds():
        raise WrongProof
    latest = (now + _CLOCKS_DIFFER).timestamp()
    if not (begun_at - _CLOCKS_DIFFER).timestamp() <= _time(claims["iat"]) <= latest:
        raise WrongProof
    if "nbf" in claims and _time(claims["nbf"]) > latest:
        raise WrongProof
    return _name(claims)


def _signed_claims(token: str, *, keys: Sequence[Mapping[str, Any]], provider: IdentityProvider) -> dict[str, Any]:
    """Return what a token says, once its signature, issuer and audience are verified."""
    import jwt

    if len(token) > _LONGEST_TOKEN:
        raise WrongProof
    # Times are compared by the caller with its own clock.
    options: Any = {
        "require": ["iss", "aud", "exp", "iat", "nonce", "sub"],
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
    }
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header["alg"]
        if algorithm not in ALGORITHMS:
            raise WrongProof
        key = jwt.PyJWK(dict(_key_for(header, keys)), algorithm=algorithm)
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[algorithm], audience=provider.client_id, issuer=provider.issuer, options=options
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise WrongProof from error
    return claims


def _key_for(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the one key that a token names; without a name, the only key there is for signatures."""
    family = "EC" if header["alg"].startswith("ES") else "RSA"
    fitting = [key for key in keys if key.get("kty") == family and key.get("use", "sig") == "sig"]
    if "kid" in header:
        fitting = [key for key in fitting if key.get("kid") == header["kid"]]
    if len(fitting) != 1:
        raise WrongProof
    return fitting[0]


def _time(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongProof
    return value


def _name(claims: Mapping[str, Any]) -> str:
    parts = [claims.get("name")] if claims.get("name") else [claims.get("given_name"), claims.get("family_name")]
    name = " ".join(" ".join(str(part).split()) for part in parts if isinstance(part, str))
    # Without a name there is nothing to compare, and no name has digits: a number is not kept, whatever it is called.
    if not name or any(sign.isdigit() for sign in name) or len(name) > _LONGEST_NAME or "\x00" in name:
        raise WrongProof
    return name
