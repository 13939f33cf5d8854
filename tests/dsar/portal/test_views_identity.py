"""Prove with a provider who somebody is: from the page of a request to a local provider, and back (LAW D-08, D-09)."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.test import Client

from dsar.cases import identity, links
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.journalled import compare
from dsar.cases.models import Case, CaseEvent
from dsar.cases.proofs.models import IdentityProof
from dsar.cases.proofs.proving import LASTS, MOST_AN_HOUR
from privacy.journal.models import JournalEntry
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.retention import operations as retention
from tests.dsar.cases.proofs.provider_server import NAME, NATIONAL_NUMBER, Provider, approve, serving
from tests.dsar.intake.test_mandates import _accepted
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.factories.privacy import VendorFactory, prove_sentences

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-08", "X-14")]
COOKIE = "pv_identity"
_AWAY = re.compile(r'<a class="button" href="([^"]+)" rel="noreferrer">')


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider that is set and that the policy in force names."""
    with serving(Provider()) as running:
        settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": running.setting}
        VendorFactory.create(key="broker")
        prove_sentences()
        yield running
    in_force.forget()


def asked_who() -> Case:
    case = opened(Right.ACCESS)
    identity.ask(
        case=case, doubt="Kravet kom fra en ny adresse", question="Hva bestilte du?", staff=case_worker(), now=NOW
    )
    return Case.objects.get(pk=case.pk)


def begun(client: Client, case: Case) -> str:
    """Press the button on the page of a request; return the address of the provider."""
    answer = client.post(f"{links.case_path(case.pk)}bevis/")
    assert answer.status_code == 200, answer.content
    return _AWAY.findall(answer.content.decode())[0].replace("&amp;", "&")


def assert_not_proven(client: Client, back: str, reason: str) -> str:
    """Come back to a page that says why not, at an address without what the provider sent, and return that page."""
    answer = client.get(back)
    assert answer.status_code == 303
    assert "?" not in answer["Location"]
    assert answer["Location"].endswith(f"/{reason}/")
    shown = client.get(answer["Location"])
    assert shown.status_code == (410 if "identitet" in answer["Location"] else 200)
    return shown.content.decode()


def assert_unchanged(case: Case, *, reason: str | None) -> None:
    """Nothing came of it but, where there was an answer, an entry that says why not."""
    case.refresh_from_db()
    assert case.state == State.IDENTITY
    assert not IdentityProof.objects.proven().exists()
    assert not CaseEvent.objects.filter(kind__in=(EventKind.IDENTITY_PROVEN, EventKind.IDENTITY_GIVEN)).exists()
    said = [entry.facts for entry in JournalEntry.objects.filter(event="dsar.identity_not_proven")]
    assert [reason in facts for facts in said] == ([True] if reason else [])
    assert list(compare()) == []


def test_nothing_is_offered_without_the_setting(client: Client) -> None:
    case = asked_who()
    assert "bevis/" not in client.get(links.case_path(case.pk)).content.decode()
    assert client.post(f"{links.case_path(case.pk)}bevis/").status_code == 404
    assert_not_proven(client, "/mine-data/identitet/retur/?code=x&state=x", "over")


@pytest.mark.parametrize("lacks", ["recipient", "switch"])
def test_nothing_is_offered_before_the_policy_names_the_recipient(
    client: Client, provider: Provider, settings: Any, lacks: str
) -> None:
    case = asked_who()
    assert "bevis/" in client.get(links.case_path(case.pk)).content.decode()
    if lacks == "switch":
        Vendor.objects.filter(key="broker").update(halted_at=NOW, halted_because="staff")
        in_force.forget()
    else:
        setting = provider.setting | {"recipient": "another"}
        settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": setting}
    assert "bevis/" not in client.get(links.case_path(case.pk)).content.decode()
    assert client.post(f"{links.case_path(case.pk)}bevis/").status_code == 404


def test_nothing_is_offered_before_the_first_publication(client: Client, settings: Any) -> None:
    settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": Provider(issuer="https://example.com").setting}
    VendorFactory.create(key="broker")
    assert client.post(f"{links.case_path(asked_who().pk)}bevis/").status_code == 404


@pytest.mark.law("D-09")
def test_proof_answers_the_question_and_the_clock_goes_on(client: Client, provider: Provider) -> None:
    case = asked_who()
    page = client.get(links.case_path(case.pk)).content.decode()
    assert page.index("#messages") < page.index("bevis/"), "the way without it is at the same place"
    address = begun(client, case)
    answer = client.get(approve(address))
    assert answer.status_code == 303
    assert COOKIE in answer.cookies
    assert answer.cookies[COOKIE]["max-age"] == 0
    case.refresh_from_db()
    assert case.state == State.OPEN
    assert "BankID" in client.get(answer["Location"]).content.decode()
    proof = IdentityProof.objects.get()
    assert (proof.name, proof.provider, proof.proven_at) == (NAME, "BankID", NOW)
    kinds = set(CaseEvent.objects.values_list("kind", flat=True))
    assert {EventKind.IDENTITY_PROVEN, EventKind.IDENTITY_GIVEN} <= kinds
    assert list(compare()) == []


def test_case_worker_sees_the_name(client: Client, provider: Provider) -> None:
    case = asked_who()
    client.get(approve(begun(client, case)))
    client.force_login(case_worker("b"))
    assert NAME in client.get(f"/admin/dsar/case/{case.pk}/change/").content.decode()


def test_way_to_the_provider_says_nothing_about_the_person(client: Client, provider: Provider) -> None:
    case = asked_who()
    address = begun(client, case)
    given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert given.pop("scope") == "openid profile"
    assert given.pop("redirect_uri") == "http://127.0.0.1:8000/mine-data/identitet/retur/"
    assert set(given) == {
        *("response_type", "client_id", "state", "nonce", "code_challenge", "code_challenge_method", "prompt"),
    }
    for secret in (str(case.pk), case.pk.hex, case.reference, "kari", ADDRESS, client.cookies[COOKIE].value):
        assert secret not in address
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", LASTS.total_seconds())


@pytest.mark.law("D-11")
def test_only_the_name_is_kept_and_not_for_long(client: Client, provider: Provider, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    case = asked_who()
    client.get(approve(begun(client, case)))
    everything = [*IdentityProof.objects.values(), *CaseEvent.objects.values(), *JournalEntry.objects.values()]
    for never in (NATIONAL_NUMBER, "1901-01-01", "1b2c"):
        assert never not in str(everything)
        assert never not in caplog.text
    for entry in JournalEntry.objects.all():
        assert NAME not in entry.facts
    assert NAME not in caplog.text
    end = NOW + timedelta(days=30)
    retention.run(as_of=end, now=end)
    assert Case.objects.filter(pk=case.pk).exists()
    assert not IdentityProof.objects.exists()


def test_name_that_is_a_number_is_not_kept(client: Client, provider: Provider) -> None:
    provider.name = NATIONAL_NUMBER
    case = asked_who()
    assert_not_proven(client, approve(begun(client, case)), "wrong")
    assert_unchanged(case, reason="wrong")


def test_mandate_is_compared_with_who_writes(client: Client, provider: Provider) -> None:
    case = _accepted()
    assert client.get(approve(begun(client, case))).status_code == 303
    assert IdentityProof.objects.get().name == NAME
    case.refresh_from_db()
    assert case.state == State.OPEN
    job = approved(case=case, staff=case_worker("b"), now=NOW)
    assert job.starts_at == NOW + timedelta(days=7), "the person can still say no"


def test_nobody_is_asked_who_is_not_doubted(client: Client, provider: Provider) -> None:
    page = links.case_path(opened(Right.ACCESS).pk)
    assert "bevis/" not in client.get(page).content.decode()
    assert client.post(f"{page}bevis/").status_code == 409
    assert not IdentityProof.objects.exists()


def test_refusal_of_the_person(client: Client, provider: Provider) -> None:
    case = asked_who()
    state = parse_qs(urlsplit(begun(client, case)).query)["state"][0]
    back = urlencode({"error": "access_denied", "error_description": NATIONAL_NUMBER, "state": state})
    page = assert_not_proven(client, f"/mine-data/identitet/retur/?{back}", "declined")
    assert NATIONAL_NUMBER not in page
    assert "#messages" in page
    assert_unchanged(case, reason="declined")


def test_answer_is_used_once(client: Client, provider: Provider) -> None:
    case = asked_who()
    address = begun(client, case)
    cookie = client.cookies[COOKIE].value
    back = approve(address)
    assert client.get(back).status_code == 303
    client.cookies[COOKIE] = cookie
    provider.asked.clear()
    assert_not_proven(client, back, "over")
    assert provider.asked == []
    assert CaseEvent.objects.filter(kind=EventKind.IDENTITY_PROVEN).count() == 1


@pytest.mark.parametrize("forged", ["state", "browser", "no_cookie", "other_case", "late"])
def test_answer_of_another_attempt_changes_nothing(client: Client, provider: Provider, forged: str) -> None:
    case = asked_who()
    back = approve(begun(client, case))
    secret, _dot, token = client.cookies[COOKIE].value.partition(".")
    now = NOW
    if forged == "state":
        back = re.sub(r"state=[^&]+", "state=AAAA.bbbb.cccc", back)
    elif forged == "browser":
        client.cookies[COOKIE] = f"{secret[:-1]}_.{token}"
    elif forged == "no_cookie":
        del client.cookies[COOKIE]
    elif forged == "other_case":
        other = opened(Right.PORTABILITY)
        client.cookies[COOKIE] = f"{secret}.{links.case_path(other.pk).split('/')[-2]}"
    else:
        now = NOW + LASTS + timedelta(seconds=1)
    provider.asked.clear()
    with time_machine.travel(now, tick=False):
        assert_not_proven(client, back, "over")
    assert provider.asked == []
    assert_unchanged(case, reason=None)


def test_stranger_cannot_end_an_attempt(client: Client, provider: Provider) -> None:
    case = asked_who()
    back = approve(begun(client, case))
    assert_not_proven(Client(), back, "over")
    assert client.get(back).status_code == 303


_WRONG: dict[str, dict[str, Any]] = {
    "key": {"signs_with": "unknown"},
    "older key under the name of the current": {"signs_with": "older"},
    "no signature": {"algorithm": "none"},
    "shared secret": {"algorithm": "HS256"},
    "issuer": {"change": lambda claims: claims | {"iss": "https://elsewhere.example.com"}},
    "audience": {"change": lambda claims: claims | {"aud": "another"}},
    "further audience": {"change": lambda claims: claims | {"aud": ["proviso", "another"]}},
    "other party": {"change": lambda claims: claims | {"azp": "another"}},
    "nonce": {"change": lambda claims: claims | {"nonce": "another"}},
    "no nonce": {"change": lambda claims: {key: value for key, value in claims.items() if key != "nonce"}},
    "nonce of another kind": {"change": lambda claims: claims | {"nonce": 1}},
    "expired": {"change": lambda claims: claims | {"exp": claims["iat"] - 61}},
    "never expires": {"change": lambda claims: {key: value for key, value in claims.items() if key != "exp"}},
    "issued before": {"change": lambda claims: claims | {"iat": claims["iat"] - 600}},
    "issued later": {"change": lambda claims: claims | {"iat": claims["iat"] + 600}},
    "not yet valid": {"change": lambda claims: claims | {"nbf": claims["iat"] + 600}},
    "no name": {"change": lambda claims: claims | {"name": ""}},
    "name of another kind": {"change": lambda claims: claims | {"name": {"pid": "x"}}},
    "no token": {"answers": {"/token": (200, b'{"access_token": "x"}')}},
    "list for an answer": {"answers": {"/token": (200, b"[]")}},
    "no jwt": {"answers": {"/token": (200, b'{"id_token": "x.y.z"}')}},
    "refused code": {"answers": {"/token": (400, b'{"error": "invalid_grant"}')}},
    "no key": {"answers": {"/keys": (200, b'{"keys": []}')}},
    "broken key": {"answers": {"/keys": (200, b'{"keys": [{"kty": "RSA", "kid": "current", "n": 1}]}')}},
}


@pytest.mark.parametrize("wrong", _WRONG)
def test_answer_that_does_not_verify_changes_nothing(client: Client, provider: Provider, wrong: str) -> None:
    case = asked_who()
    back = approve(begun(client, case))
    for name, value in _WRONG[wrong].items():
        setattr(provider, name, value)
    assert "/sak/" in assert_not_proven(client, back, "wrong")
    assert_unchanged(case, reason="wrong")


def test_other_provider_that_answers_is_not_believed(client: Client, provider: Provider) -> None:
    case = asked_who()
    back = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Felsewhere.example.com", approve(begun(client, case)))
    assert_not_proven(client, back, "declined")
    assert_unchanged(case, reason="declined")
    assert ("POST", "/token") not in provider.asked


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", (503, b"")),
        ("/.well-known/openid-configuration", (200, b"<html>")),
        ("/.well-known/openid-configuration", (200, b'{"issuer": "https://elsewhere.example.com"}')),
        ("/token", (500, b"")),
        ("/keys", (404, b"")),
        ("/keys", (200, b'{"keys": {}}')),
    ],
)
def test_provider_that_is_down(client: Client, provider: Provider, path: str, answer: tuple[int, bytes]) -> None:
    case = asked_who()
    back = approve(begun(client, case))
    provider.answers[path] = answer
    assert "#messages" in assert_not_proven(client, back, "away")
    assert_unchanged(case, reason="away")


def test_provider_that_is_down_at_the_beginning(client: Client, provider: Provider) -> None:
    case = asked_who()
    provider.answers["/.well-known/openid-configuration"] = (503, b"")
    assert client.post(f"{links.case_path(case.pk)}bevis/").status_code == 503
    assert_unchanged(case, reason=None)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_provider_sends_us_nowhere_else(client: Client, provider: Provider, name: str) -> None:
    """An answer that names the machine's own network, or a stranger, is not followed (SSRF)."""
    case = asked_who()
    provider.discovery[name] = "http://169.254.169.254/latest/meta-data/"
    assert client.post(f"{links.case_path(case.pk)}bevis/").status_code == 503


def test_secret_goes_in_the_form_where_the_provider_wants_that(client: Client, provider: Provider) -> None:
    provider.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert client.get(approve(begun(client, asked_who()))).status_code == 303


def test_attempts_have_a_limit_in_an_hour(client: Client, provider: Provider) -> None:
    page = links.case_path(asked_who().pk)
    answers = [client.post(f"{page}bevis/").status_code for _time in range(MOST_AN_HOUR + 1)]
    assert answers == [200] * MOST_AN_HOUR + [429]


def test_staff_went_on_meanwhile(client: Client, provider: Provider) -> None:
    case = asked_who()
    back = approve(begun(client, case))
    identity.resume(case=case, now=NOW, staff=case_worker("b"))
    assert_not_proven(client, back, "closed")
    assert not IdentityProof.objects.proven().exists()


def test_page_and_answer_are_private_and_act_on_the_right_method(client: Client, provider: Provider) -> None:
    case = asked_who()
    path = f"{links.case_path(case.pk)}bevis/"
    assert client.get(path).status_code == 405
    assert client.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    back = approve(begun(client, case))
    assert client.head(back).status_code == 405
    assert client.get(f"{links.case_path(case.pk)}ikke-bevist/anything/").status_code == 404
    answer = client.get(back)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert "form-action 'self'" in client.get(answer["Location"])["Content-Security-Policy"]
