"""Whether the records of a domain let its mail arrive: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), MX."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from proviso_site.mail_domain.names import Resolver

_MOST_LOOKUPS = 10  # RFC 7208 section 4.6.4: with more the record counts for nothing
_LEAST_BITS, _USUAL_BITS = 1024, 2048
_ED25519_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class RecordFinding:
    """What was seen at a name, and what to do. A fault keeps mail from arriving; the rest is advice."""

    name: str
    text: str
    is_fault: bool = False
    is_good: bool = False


def look(*, domain: str, selectors: Sequence[str], include: str, resolve: Resolver) -> list[RecordFinding]:
    """Look at all records of a domain that mail is sent from.

    ``include`` is the name that the provider tells to put into SPF; empty: any. Raises ``NameServerError``.
    """
    findings = [*_mx(domain, resolve), *_spf(domain, include, resolve)]
    for selector in selectors:
        findings += _dkim(f"{selector}._domainkey.{domain}", resolve)
    return [*findings, *_dmarc(domain, resolve)]


def _mx(domain: str, resolve: Resolver) -> Iterator[RecordFinding]:
    hosts = resolve(domain, "MX")
    if not hosts or hosts == [""]:
        text = "No mail server: replies, bounces and unsubscriptions by mail are lost. Add an MX record."
        yield RecordFinding(name=f"MX {domain}", text=text, is_fault=True)
    else:
        yield RecordFinding(name=f"MX {domain}", text=", ".join(sorted(hosts)), is_good=True)


def _spf(domain: str, include: str, resolve: Resolver) -> Iterator[RecordFinding]:
    def fault(text: str) -> RecordFinding:
        return RecordFinding(name=f"SPF {domain}", text=text, is_fault=True)

    texts = _spf_texts(domain, resolve)
    if len(texts) != 1:
        wanted = f'"v=spf1 {f"include:{include} " if include else "… "}-all"'
        yield fault(f"{len(texts)} records that begin with v=spf1; there must be one: {wanted}.")
        return
    terms = texts[0].lower().split()[1:]
    if {"+all", "all", "?all"} & {*terms}:
        yield fault("It lets everybody send in your name. End it with -all (or ~all).")
    elif not {"-all", "~all"} & {*terms} and not any(term.startswith("redirect=") for term in terms):
        yield fault("It does not say what others may not. End it with -all (or ~all).")
    if include and include.lower() not in _included(domain, resolve):
        yield fault(f"The provider is missing: add include:{include} before the end.")
    lookups = _lookups(domain, resolve)
    if lookups > _MOST_LOOKUPS:
        yield fault(f"It takes {lookups} look-ups; with more than {_MOST_LOOKUPS} it counts for nothing.")
    yield RecordFinding(name=f"SPF {domain}", text=texts[0], is_good=True)


def _spf_texts(name: str, resolve: Resolver) -> list[str]:
    return [text for text in resolve(name, "TXT") if text.lower().split(" ")[0] == "v=spf1"]


def _included(name: str, resolve: Resolver, depth: int = 0) -> set[str]:
    """Return the names that a record includes, and those that these do."""
    names = {_target(term) for term in _terms(name, resolve) if _is_another(term)}
    if depth < _MOST_LOOKUPS:
        names |= {inner for entry in list(names) for inner in _included(entry, resolve, depth + 1)}
    return names


def _lookups(name: str, resolve: Resolver, depth: int = 0) -> int:
    """Return how many look-ups a record causes, those of the records that it includes with it."""
    count = 0
    for term in _terms(name, resolve):
        if _is_another(term) and depth < _MOST_LOOKUPS:
            count += 1 + _lookups(_target(term), resolve, depth + 1)
        elif _is_another(term) or term.startswith("exists:") or re.split("[:/]", term)[0] in ("a", "mx", "ptr"):
            count += 1
    return count


def _terms(name: str, resolve: Resolver) -> list[str]:
    """Return the terms of the SPF record of a name, without their signs."""
    return [term.lower().lstrip("+?~-") for text in _spf_texts(name, resolve)[:1] for term in text.split()[1:]]


def _is_another(term: str) -> bool:
    return term.startswith(("include:", "redirect="))


def _target(term: str) -> str:
    return re.split("[:=]", term, maxsplit=1)[1]


def _dkim(name: str, resolve: Resolver) -> Iterator[RecordFinding]:
    def fault(text: str) -> RecordFinding:
        return RecordFinding(name=f"DKIM {name}", text=text, is_fault=True)

    texts = [tags for text in resolve(name, "TXT") if "p" in (tags := _tags(text))]
    if len(texts) != 1:
        yield fault(f"{len(texts)} keys; there must be one. Copy the record, or the alias, that the provider shows.")
        return
    tags = texts[0]
    if not tags["p"]:
        yield fault("The key was withdrawn (p= is empty): no signature with it is valid.")
        return
    bits = _bits(tags["p"], tags.get("k", "rsa"))
    if bits is None or bits < _LEAST_BITS:
        yield fault("The key cannot be read or is too short. It was cut when it was copied; copy it again.")
        return
    if bits < _USUAL_BITS and tags.get("k", "rsa") == "rsa":
        yield RecordFinding(name=f"DKIM {name}", text=f"{bits} bits; ask the provider for {_USUAL_BITS}.")
    if "y" in tags.get("t", "").split(":"):
        yield RecordFinding(name=f"DKIM {name}", text="Marked as a test (t=y): take that away.")
    yield RecordFinding(name=f"DKIM {name}", text=f"{tags.get('k', 'rsa')}, {bits} bits", is_good=True)


def _bits(key: str, kind: str) -> int | None:
    try:
        data = base64.b64decode("".join(key.split()), validate=True)
        if kind == "ed25519":
            # Stronger than any RSA key in use; its number of bits says nothing beside theirs.
            return _USUAL_BITS if len(data) == _ED25519_BYTES else None
        loaded = load_der_public_key(data)
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return None
    return loaded.key_size if isinstance(loaded, RSAPublicKey) else None


def _dmarc(domain: str, resolve: Resolver) -> Iterator[RecordFinding]:
    name = f"_dmarc.{domain}"
    texts = [text for text in resolve(name, "TXT") if _tags(text).get("v") == "DMARC1"]
    if len(texts) != 1:
        text = f'{len(texts)} records; there must be one: "v=DMARC1; p=quarantine; rua=mailto:dmarc@{domain}".'
        yield RecordFinding(name=f"DMARC {name}", text=text, is_fault=True)
        return
    tags = _tags(texts[0])
    if tags.get("p", "").lower() not in ("none", "quarantine", "reject"):
        text = "p= must be none, quarantine or reject."
        yield RecordFinding(name=f"DMARC {name}", text=text, is_fault=True)
        return
    if tags["p"].lower() == "none":
        text = "p=none only watches. When the reports show your own mail alone, set p=quarantine, then p=reject."
        yield RecordFinding(name=f"DMARC {name}", text=text)
    if not tags.get("rua"):
        text = f"Nobody gets the daily reports (counts, no addresses of people): add rua=mailto:dmarc@{domain}."
        yield RecordFinding(name=f"DMARC {name}", text=text)
    if tags.get("ruf"):
        # A failure report may be a whole mail, with its recipient (RFC 6591).
        text = "ruf= has copies of failed mails sent to somebody, with people’s addresses. Take it away."
        yield RecordFinding(name=f"DMARC {name}", text=text, is_fault=True)
    yield RecordFinding(name=f"DMARC {name}", text=texts[0], is_good=True)


def _tags(text: str) -> dict[str, str]:
    """Return the tags of a record such as ``v=DMARC1; p=none``."""
    parts = [part.partition("=") for part in text.split(";") if "=" in part]
    return {name.strip().lower(): value.strip() for name, _sign, value in parts}
