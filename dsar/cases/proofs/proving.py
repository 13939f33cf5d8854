"""Prove with a provider who somebody is: begin, and end by what comes back (LAW D-08, D-09, X-14).

It is never needed: the question can be answered in words, and the address is controlled by its mail all the same.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from dsar.cases import deciding, identity
from dsar.cases.enums import EventKind, State
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.mandates import Mandate
from dsar.cases.models import Case
from dsar.cases.proofs import providers
from dsar.cases.proofs.errors import Declined, NotProven, ProofOver, TooManyProofs
from dsar.cases.proofs.id_tokens import proven_name
from dsar.cases.proofs.models import IdentityProof
from dsar.cases.proofs.providers import IdentityProvider
from privacy.conf import privacy_settings
from privacy.journal import operations as journal
from privacy.web import tokens

STATE = "dsar.identity"
LASTS = timedelta(minutes=10)
MOST_AN_HOUR = 5


@dataclass(frozen=True, kw_only=True)
class BegunProof:
    """Where the person goes, and the secret that their browser keeps meanwhile."""

    address: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class ProviderAnswer:
    """What came back: the browser's secret, and the provider's code, which is empty where it names an error."""

    secret: str
    code: str
    issuer: str


def may_prove(case: Case) -> bool:
    """Tell whether it helps to prove who somebody is: staff have asked, or somebody acts for the person.

    In other requests nobody doubts it, and then no further data is asked for (GDPR Art. 12(6), 5(1)(c)).
    """
    if case.state == State.IDENTITY:
        return True
    return case.state == State.OPEN and Mandate.objects.filter(case=case).exists()


def begin(*, case: Case, provider: IdentityProvider, now: datetime) -> BegunProof:
    """Begin a proof. Raises ``WrongState``, ``TooManyProofs`` and ``ProviderAway``."""
    if not may_prove(case):
        raise WrongState
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if IdentityProof.objects.filter(case=case, begun_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
            raise TooManyProofs
        browser = _digest(secret)
        proof = IdentityProof.objects.create(case=case, provider=provider.name, browser=browser, begun_at=now)
    # After the row: attempts are counted also while the provider is away.
    address = providers.authorization_address(
        provider,
        providers.discover(provider),
        back=return_address(),
        state=tokens.make_token(STATE, proof.pk),
        nonce=_drawn("nonce", proof.pk, secret),
        challenge=_challenge(_drawn("verifier", proof.pk, secret)),
    )
    return BegunProof(address=address, secret=secret)


def finish(*, case: Case, proof_id: UUID, answer: ProviderAnswer, provider: IdentityProvider, now: datetime) -> Case:
    """End a proof of a request by what came back, once; the open question of identity is answered with it.

    Raises ``ProofOver`` for another browser and the second time, and then nothing is written; ``Declined``,
    ``ProviderAway`` and ``WrongProof``, which the journal notes; ``WrongState`` if staff have gone on meanwhile.
    """
    proof = _taken(case, proof_id, answer.secret, provider, now)
    try:
        name = _name_of(proof, answer, provider, now)
    except NotProven as error:
        facts: journal.Facts = {"case": proof.case_id, "proof": proof.pk, "reason": error.reason}
        journal.append(stream=STREAM, event="dsar.identity_not_proven", facts=facts, now=now)
        raise
    return _note_proven(proof, name, provider, now)


def return_address() -> str:
    """Return the one address that is registered with the provider, whatever language somebody reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return urljoin(privacy_settings().base_url, reverse("dsar:identity_return"))


def _taken(case: Case, proof_id: UUID, secret: str, provider: IdentityProvider, now: datetime) -> IdentityProof:
    """Return a proof that this browser began for the request, and end it."""
    proof = IdentityProof.objects.filter(pk=proof_id, case=case, provider=provider.name).first()
    if proof is None or not constant_time_compare(proof.browser, _digest(secret)):
        raise ProofOver
    running = IdentityProof.objects.filter(pk=proof.pk, ended_at=None, begun_at__gt=now - LASTS)
    # In one statement: of two requests at once one goes on, and a code is exchanged once.
    if not running.update(ended_at=now):
        raise ProofOver
    return proof


def _name_of(proof: IdentityProof, answer: ProviderAnswer, provider: IdentityProvider, now: datetime) -> str:
    # RFC 9207: an answer of another provider than the one that was asked.
    if not answer.code or answer.issuer not in ("", provider.issuer):
        raise Declined
    endpoints = providers.discover(provider)
    verifier = _drawn("verifier", proof.pk, answer.secret)
    token = providers.exchange(provider, endpoints, code=answer.code, verifier=verifier, back=return_address())
    return proven_name(
        token,
        keys=providers.signing_keys(endpoints),
        provider=provider,
        nonce=_drawn("nonce", proof.pk, answer.secret),
        begun_at=proof.begun_at,
        now=now,
    )


def _note_proven(proof: IdentityProof, name: str, provider: IdentityProvider, now: datetime) -> Case:
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=proof.case_id)
        if not may_prove(case):
            raise WrongState
        IdentityProof.objects.filter(pk=proof.pk).update(name=name, proven_at=now)
        deciding.note_event(case=case, kind=EventKind.IDENTITY_PROVEN, now=now, note=provider.name)
        facts: journal.Facts = {"case": case.pk, "proof": proof.pk, "vendor": provider.recipient}
        journal.append(stream=STREAM, event="dsar.identity_proven", facts=facts, now=now)
        return identity.resume(case=case, now=now) if case.state == State.IDENTITY else case


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _drawn(use: str, proof_id: UUID, secret: str) -> str:
    """Return a value that only this site with this browser can draw again, so that none is stored."""
    drawn = salted_hmac(f"dsar.proofs.{use}", f"{proof_id} {secret}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
