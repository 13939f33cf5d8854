"""The attacks on request portals that were published or reported, each under its name (LAW D-40)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from dsar.cases import links
from dsar.cases.copies.models import Export
from dsar.cases.enums import EventKind, Right, State
from dsar.cases.letter_turns import MOST_IN_A_LETTER, MOST_LETTERS_A_DAY
from dsar.cases.models import Case, CaseEvent
from dsar.cases.proofs import operations as proofs
from dsar.cases.proofs.errors import WrongCode
from dsar.cases.proofs.models import MOST_TRIES, DownloadCode, UsedLink
from dsar.corrections import operations as corrections
from dsar.fulfilment import operations as fulfilment
from privacy.intake.limits.senders import stamp
from tests.dsar.cases.letters.sent import sent_letters
from tests.dsar.portal.visits import mailed_code, mailed_links
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.together import together
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-40")]
SCANNERS = 3
BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _with_file() -> Case:
    case = opened(Right.ACCESS)
    fulfilment.run(job_id=approved(case=case, staff=case_worker(), now=NOW).pk, now=NOW)
    return Case.objects.get(pk=case.pk)


@pytest.mark.law("D-19")
def test_stolen_mailbox(client: Client) -> None:
    """Whoever reads the mails of earlier opens nothing with them; whoever reads along is seen and can be shut out."""
    case = _with_file()
    page = client.post(mailed_links("/apne/")[0])["Location"]
    code = mailed_code(client, page)
    assert client.post(f"{page}last-ned/", {"code": code}).status_code == 200
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        thief = Client()
        # Of what lies there, only a link that its reader did not use opens the request: once, and the page tells of it.
        opening = [path for path in _mailed_paths() if thief.post(path).status_code == 303]
        assert case.events.filter(kind=EventKind.VISITED).count() == 1 + len(opening)
        assert not [path for path in _mailed_paths() if thief.post(path).status_code == 303]
        # A code of earlier, and the page of earlier, get no file.
        assert thief.post(f"{page}last-ned/", {"code": code}).status_code == 410
        assert thief.post(f"{links.case_path(case.pk)}last-ned/", {"code": code}).status_code == 422
        fresh = mailed_code(thief, links.case_path(case.pk))
        assert thief.post(f"{links.case_path(case.pk)}last-ned/", {"code": fresh}).status_code == 200
        # The owner hears of it, sees it on the page, and ends it.
        fetched = says("The file of your request of %(date)s (%(right)s) has just been fetched.").rpartition(
            "%(right)s"
        )[2]
        assert fetched in sent_letters()[-1].body
        owner = client.get(links.case_path(case.pk)).content.decode()
        assert says("The file was downloaded") in owner
        assert client.post(f"{links.case_path(case.pk)}ikke-meg/").status_code == 200
        assert not Export.objects.exists()
        assert thief.get(links.case_path(case.pk)).status_code == 410


@pytest.mark.law("D-19")
def test_forwarded_link(client: Client) -> None:
    """A mail that was sent on after its link was used opens nothing, and no page holds a link for anybody else."""
    _with_file()
    sent_letters()
    (mailed,) = mailed_links("/apne/")
    page = client.post(mailed)["Location"]
    friend = Client()
    for answer in (friend.get(mailed), friend.post(mailed)):
        assert answer.status_code == 410
        assert page.split("/")[-2] not in answer.content.decode()
    # The page itself, sent on: what it says, but not the file, and not for longer than an hour.
    assert friend.post(f"{page}last-ned/", {"code": "0000 0000"}).status_code == 422
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        assert friend.get(page).status_code == friend.post(f"{page}kode/").status_code == 410


@pytest.mark.law("X-35")
def test_flood_of_cases_against_one_address(client: Client) -> None:
    """Many requests by strangers: few mails, all recorded, none open, and the owner's own request goes through."""
    for number in range(40):
        fields = {"email": ADDRESS, "message": f"false {number}", "loaded": stamp(NOW - timedelta(seconds=9))}
        assert (
            client.post(reverse("dsar:ask", args=["human"]), fields, REMOTE_ADDR=f"198.51.100.{number}").status_code
            == 303
        )
    sent_letters()
    turns = -(-(40 - MOST_LETTERS_A_DAY) // MOST_IN_A_LETTER)
    assert len(mail.outbox) <= MOST_LETTERS_A_DAY + turns + 1
    assert set(Case.objects.values_list("state", flat=True)) == {State.UNVERIFIED}
    assert Case.objects.count() == 40
    assert opened(Right.ACCESS).state == State.OPEN


@pytest.mark.law("X-35")
def test_enumeration(client: Client) -> None:
    """No answer of a form, a link or a code tells whether an address or a request is known."""
    opened(Right.ACCESS, address="known@example.com")
    forms = ["/mine-data/kopi/", "/mine-data/flere/", "/mine-data/produkt/", "/mine-data/nye-lenker/"]
    fields = {"rights": ["access"], "organisation": "Klubben", "message": "", "loaded": stamp(NOW)}
    for form in forms:
        answers = []
        for address in ("known@example.com", "unknown@example.com", "KNOWN@example.com"):
            answer = client.post(form, {"email": address, **fields})
            shown = client.get(answer["Location"])
            answers.append((answer.status_code, answer["Location"], shown.content, sorted(answer.headers.items())))
        assert answers[0][0] == 303
        assert answers[0] == answers[1] == answers[2]
    # Ids are random, and a link is signed: what was guessed is all the same whether it exists or not.
    for part in ("apne", "bekreft", "sak", "avlys"):
        guessed = [client.get(f"/mine-data/{part}/{token}/").status_code for token in ("x", "0" * 40, "a:b:c")]
        assert guessed == [404] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands", [24])
def test_race_on_the_attempt_counter(hands: int) -> None:
    """Guesses at the same moment share the tries, and a right code counts once however many send it."""
    case = opened(Right.ACCESS)
    drawn = proofs.draw_code(code_id=proofs.send_code(case=case, now=NOW).pk, now=NOW)
    assert drawn is not None
    wrong = f"{(int(drawn[1].replace(' ', '')) + 1) % 10**8:08}"
    assert _at_once(case, [wrong] * hands) == 0
    assert DownloadCode.objects.get(case=case).tries == MOST_TRIES
    assert _at_once(case, [drawn[1]]) == 0, "the tries are used up"
    drawn = proofs.draw_code(code_id=proofs.send_code(case=case, now=NOW).pk, now=NOW)
    assert drawn is not None
    assert _at_once(case, [drawn[1]] * MOST_TRIES) == 1


def _at_once(case: Case, codes: list[str]) -> int:
    """Type codes at the same moment; return how many were taken."""

    def use(code: str) -> int:
        try:
            proofs.use_code(case=case, typed=code, now=NOW)
        except WrongCode:
            return 0
        return 1

    return sum(together(*[partial(use, code) for code in codes]))


def test_mailbox_that_folds_into_another_s(client: Client) -> None:
    """A sign that folds into a letter makes the victim's address of the attacker's: mail goes to the victim only."""
    kelvin = "\N{KELVIN SIGN}ari@example.com"
    client.post(reverse("dsar:ask", args=[Right.ACCESS]), {"email": kelvin, "loaded": stamp(NOW)})
    case = opened(Right.RECTIFICATION, address="mallory@example.com")
    corrections.ask(case=case, wrong=[], new_address=kelvin, now=NOW)
    assert {address for sent in sent_letters() for address in sent.to} == {ADDRESS, "mallory@example.com"}


def test_poisoned_host(client: Client) -> None:
    """Whoever names another host in a request gets no mail whose links lead there."""
    for header in ("HTTP_HOST", "HTTP_X_FORWARDED_HOST"):
        answer = client.post(
            reverse("dsar:ask", args=["erasure"]),
            {"email": ADDRESS, "loaded": stamp(NOW)},
            **{header: "evil.example"},  # type: ignore[arg-type]
        )
        assert answer.status_code in (303, 400)
        assert "evil.example" not in answer.headers.get("Location", "")
    client.post(
        reverse("dsar:new_links"), {"email": ADDRESS, "loaded": stamp(NOW)}, HTTP_X_FORWARDED_HOST="evil.example"
    )
    opened(Right.ACCESS)
    assert sent_letters()
    assert not [sent for sent in mail.outbox if "evil.example" in str(sent.message())]


@pytest.mark.law("D-19")
def test_link_scanner(client: Client) -> None:
    """What follows every link of every mail before its reader does changes nothing and uses nothing up."""
    scanner = Client()
    client.post(reverse("dsar:ask", args=["erasure"]), {"email": ADDRESS})
    _scan(scanner)
    assert Case.objects.get().state == State.UNVERIFIED
    (confirmation,) = mailed_links("/bekreft/")
    assert client.post(confirmation).status_code == 303
    erasure = Case.objects.get()
    approved(case=erasure, staff=case_worker("first"), now=NOW)
    copy = opened(Right.ACCESS)
    fulfilment.run(job_id=approved(case=copy, staff=case_worker("second"), now=NOW).pk, now=NOW)
    before = CaseEvent.objects.count()
    _scan(scanner)
    assert CaseEvent.objects.count() == before
    assert not UsedLink.objects.exists()
    assert Case.objects.get(pk=erasure.pk).state == State.WORKING, "nothing was called off"


def _scan(scanner: Client) -> None:
    sent_letters()
    for path in _mailed_paths():
        for method in (scanner.head, scanner.get, scanner.options):
            for _time in range(SCANNERS):
                assert method(path).status_code in (200, 302, 405, 410)


def _mailed_paths() -> list[str]:
    words = [word for sent in mail.outbox for word in str(sent.body).split()]
    paths = {word.removeprefix(BASE) for word in words if word.startswith(f"{BASE}/mine-data/")}
    assert paths
    return sorted(paths)
