"""Plant people who share rows, copy and erase them one after the other, and print what each has and what is left."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import django

django.setup()

from club import models as club  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from labels.models import Label  # noqa: E402

from dsar.cases import asking, deciding  # noqa: E402
from dsar.cases.copies import archive, tables  # noqa: E402
from dsar.cases.copies import operations as copies_of  # noqa: E402
from dsar.cases.copies.models import Export  # noqa: E402
from dsar.cases.enums import Right  # noqa: E402
from dsar.cases.models import Case  # noqa: E402
from dsar.corrections import operations as corrections  # noqa: E402
from dsar.corrections.queries import correctable_rows  # noqa: E402
from dsar.desk import consequences  # noqa: E402
from dsar.erasures import approving, ledger_rows, queries, undoing  # noqa: E402
from dsar.fulfilment import operations as fulfilment  # noqa: E402
from privacy.retention import holds  # noqa: E402
from privacy.retention import operations as retention  # noqa: E402
from privacy.retention.enums import HoldReason  # noqa: E402
from privacy.retention.removal import operations as removals  # noqa: E402

NOW = timezone.now()
KARI, OLA, EVA = "kari@example.com", "ola@example.com", "Eva@Example.com"
scenarios: dict[str, Callable[[], Any]] = {}


def scenario(play: Callable[[], Any]) -> Callable[[], Any]:
    scenarios[play.__name__] = play
    return play


def member(address: str) -> club.Member:
    return club.Member.objects.get_or_create(email=address, defaults={"name": address.partition("@")[0]})[0]


def copy_of(address: str) -> dict[str, list[dict[str, Any]]]:
    return {copy.label: [json.loads(line) for line in copy.lines()] for copy in tables.copied(address, Right.ACCESS)}


def erase(address: str) -> dict[str, Any]:
    """Erase a person; return what was planned, what went, what is masked and what is kept, all by model."""
    plan = queries.make_plan(address, NOW)
    removal = queries.removal_of(address, NOW)
    for group in queries.only_stored(address, NOW):
        if group.data.restrict is not None:
            group.data.restrict(group.rows, NOW)
    removed = removals.carry_out(removal, now=NOW)
    return {
        "planned": {label: len(ids) for label, ids in plan.rows.items()},
        "went": {model._meta.label_lower: len(keys) for model, keys in removed.items()},
        "ledger": [ledger_rows.name(model, key) for model, keys in removed.items() for key in keys],
        "masked": queries.count_masked(plan.masked),
        "kept": [
            {name: line[name] for name in line if name != "until"} | {"ends": bool(line["until"])} for line in plan.kept
        ],
    }


def rows(model: type, *names: str) -> list[list[Any]]:
    return [list(row) for row in model.objects.order_by("pk").values_list(*names)]


@scenario
def thread() -> Any:
    post = club.Post.objects.create(author=member(KARI), author_name="Kari", text="question")
    club.Post.objects.create(author=member(OLA), author_name="Ola", parent=post, text="answer")
    copies = copy_of(KARI)["club.post"], copy_of(OLA)["club.post"]
    return {"copies": copies, "erased": erase(KARI), "left": rows(club.Post, "author__email", "parent", "text")}


@scenario
def question() -> Any:
    asked = club.Question.objects.create(author=member(KARI), text="Kari's question")
    club.Answer.objects.create(author=member(OLA), question=asked, text="Ola's answer")
    erased = erase(KARI)
    left = rows(club.Question, "author", "text"), rows(club.Answer, "author__email", "text")
    return {"erased": erased, "left": left, "found": copy_of(KARI), "ola": copy_of(OLA)}


@scenario
def message() -> Any:
    club.PrivateMessage.objects.create(
        sender=member(KARI), sender_name="Kari", recipient=member(OLA), recipient_name="Ola", text="hello"
    )
    copies = copy_of("KARI@example.com")["club.privatemessage"], copy_of(OLA)["club.privatemessage"]
    first = erase(KARI)
    stays = rows(club.PrivateMessage, "sender", "sender_name", "recipient_name", "text")
    second = erase(OLA)
    return {"copies": copies, "first": first, "stays": stays, "second": second, "left": rows(club.PrivateMessage)}


@scenario
def group() -> Any:
    both = club.Group.objects.create(title="both")
    for address in (KARI, OLA):
        club.Membership.objects.create(group=both, member=member(address))
        club.GroupMessage.objects.create(group=both, sender=member(address), text=f"by {address}")
    club.Membership.objects.create(group=both, member=member(EVA), is_owner=False)
    club.GroupMessage.objects.create(group=both, sender=member(EVA), text=f"by {EVA}")
    seen = [message["text"] for message in copy_of("eva@example.com")["club.groupmessage"]]
    erase(KARI)
    after_first = rows(club.Group, "title"), rows(club.GroupMessage, "text")
    second = erase(OLA)
    return {"seen": seen, "after_first": after_first, "second": second, "left": rows(club.Group, "title"),
            "messages": rows(club.GroupMessage, "text"), "members": rows(club.Member, "email")}  # fmt: skip


@scenario
def client() -> Any:
    for _ in range(2):
        club.ClientRecord.objects.create(client_email=EVA, adviser=member(KARI), notes="notes")
    copies = len(copy_of(KARI)["club.clientrecord"]), len(copy_of("eva@example.com")["club.clientrecord"])
    adviser = erase(KARI)
    left = rows(club.ClientRecord, "adviser", "notes")
    return {"copies": copies, "adviser": adviser, "left": left, "client": erase("eva@example.com")}


@scenario
def assessment() -> Any:
    club.Assessment.objects.create(about=member(OLA), author=member(KARI), author_name="Kari", text="good")
    copies = copy_of(OLA)["club.assessment"], copy_of(KARI)["club.assessment"]
    subject = erase(OLA)
    left = rows(club.Assessment, "about", "author_name", "text")
    return {"copies": copies, "subject": subject, "left": left, "author": erase(KARI)}


@scenario
def invitation() -> Any:
    """The companion is erased, then the member; what is in a list of addresses is found too."""
    occasion = club.Occasion.objects.create(host=member(OLA), title="party")
    club.Invitation.objects.create(occasion=occasion, guest=member(KARI), companion=EVA, diet="nuts")
    club.Channel.objects.create(name="list", settings={"to": OLA}, watchers=["eva@example.com"])
    club.Channel.objects.create(name="longer", settings={"to": OLA}, watchers=["geva@example.com", EVA.upper()])
    companion = erase("eva@example.com")
    left = rows(club.Invitation, "guest__email", "companion", "diet"), rows(club.Channel, "watchers")
    found = copy_of("eva@example.com")
    return {"companion": companion, "left": left, "found": found, "member": erase(KARI)["went"]}


@scenario
def moved() -> Any:
    """A person's mailbox is another: in columns of text too, which no correction of a single value changes."""
    member(KARI)
    club.Guest.objects.create(email="KARI@example.com", name="guest")
    club.Invitation.objects.create(occasion=club.Occasion.objects.create(host=member(OLA)), companion=KARI)
    asking.ask(right=Right.RECTIFICATION, address=KARI, message="", language="en", now=NOW)
    case = asking.confirm(case_id=Case.objects.get().pk, now=NOW)
    keys = [value.key.split("|") for row in correctable_rows(KARI) for value in row.values]
    offered = [field for model, _row, field in keys if model.startswith("club.")]
    [asked] = corrections.ask(case=case, wrong=[], new_address="new@example.com", now=NOW)
    corrections.confirm_address(correction_id=asked.pk, now=NOW)
    members = [row for row in rows(club.Member, "email", "name") if row[1] == "kari"]
    return {"offered": offered, "left": [members, rows(club.Guest, "email"), rows(club.Invitation, "companion")]}


@scenario
def guest() -> Any:
    for address in (EVA, OLA):
        club.Guest.objects.create(email=address, name="guest", allergy="nuts")
    return {"copy": copy_of("eva@EXAMPLE.com")["club.guest"], "erased": erase("eva@example.com"),
            "left": rows(club.Guest, "email")}  # fmt: skip


@scenario
def invoice() -> Any:
    order = club.Order.objects.create(member=member(KARI), goods="book")
    club.Order.objects.create(member=member(KARI), goods="never paid")
    club.Invoice.objects.create(order=order, billing_email="office@example.com", retain_until=club.LAST)
    erased = erase(KARI)
    left = rows(club.Order, "goods"), rows(club.Member, "email"), rows(club.Invoice, "order__goods")
    return {"erased": erased, "left": left, "restricted": club.Invoice.objects.exclude(restricted_at=None).count(),
            "alone": [club.Invoice.objects.update(order=None), erase("office@example.com")["kept"]]}  # fmt: skip


@scenario
def held() -> Any:
    """Kari's question is answered by a row that is on hold, whosever that is."""
    asked = club.Question.objects.create(author=member(KARI), text="Kari's question")
    answer = club.Answer.objects.create(author=None, question=asked, text="nobody's answer")
    other = club.Question.objects.create(author=member(KARI), text="another")
    holds.hold_row(model="club.answer", object_id=str(answer.pk), reason=HoldReason.LEGAL_CLAIM, reference="1",
                   ends_at=club.LAST, staff=None, now=NOW)  # fmt: skip
    erased = erase(KARI)
    return {
        "erased": erased,
        "left": rows(club.Question, "text"),
        "other": club.Question.objects.filter(pk=other.pk).count(),
    }


@scenario
def leaves() -> Any:
    """A file, labels by a generic key, a history, a chosen key, a table between, and a key of the database alone."""
    kari = member(KARI)
    kari.avatar.save("kari.png", ContentFile(b"png"))
    path = kari.avatar.path
    for address in (KARI, OLA):
        post = club.Post.objects.create(author=member(address), text=f"post of {address}")
        Label.objects.create(target=post, word=f"label-{address[:4]}")
        club.MemberHistory.objects.create(id=member(address).pk, email=address.upper())
        club.Visit.objects.create(member_number=member(address).pk)
    nickname = club.Nickname.objects.create(nickname="kari-92", member=kari)
    nickname.friends.add(member(OLA))
    club.Channel.objects.create(name="json", settings={"to": "Kari@example.com"})
    club.Channel.objects.create(name="text", settings={"to": OLA}, note='{"cc": ["kari@example.com"]}')
    copied = copy_of(KARI)
    content = archive.build(address=KARI, right=Right.ACCESS, reference="1", language="en", now=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        enclosed = [file.read(name).decode() for name in file.namelist() if name.startswith("files/")]
    erased = erase(KARI)
    removals.delete_files()
    return {
        "copied": {label: len(rows) for label, rows in copied.items()},
        "mentioned": copied["club.channel"],
        "erased": erased,
        "enclosed": enclosed,
        "file": os.path.exists(path),  # noqa: PTH110
        "left": [rows(Label, "word"), rows(club.MemberHistory, "email"), rows(club.Nickname, "pk"),
                 club.Visit.objects.count(), rows(club.Channel, "name", "note")],
        "again": erase(KARI),
        "found": copy_of(KARI),
    }  # fmt: skip


@scenario
def by_time() -> Any:
    """Rows with children whose time is up: what goes, what is emptied and what stays, by the engine."""
    late = NOW - timezone.timedelta(days=1)
    due = {"retain_until": late, "made_at": NOW - timezone.timedelta(days=400)}
    answered = club.Question.objects.create(author=member(KARI), text="answered", **due)
    club.Answer.objects.create(author=member(OLA), question=answered, retain_until=club.LAST)
    own = club.Question.objects.create(author=member(KARI), text="answered by herself", **due)
    club.Answer.objects.create(author=member(KARI), question=own, retain_until=club.LAST)
    club.Question.objects.create(author=member(KARI), text="never answered", **due)
    paid = club.Order.objects.create(member=member(KARI), goods="paid", **due)
    club.Invoice.objects.create(order=paid, retain_until=club.LAST)
    post = club.Post.objects.create(author=member(KARI), text="labelled", **due)
    Label.objects.create(target=post, word="old")
    runs = retention.run(as_of=NOW, now=NOW, beyond_limits=True)
    return {
        "deleted": {run.model: run.tables for run in runs if run.model.startswith("club.")},
        "left": [rows(club.Question, "text"), rows(club.Answer, "author__email"), rows(club.Order, "goods"),
                 rows(club.Post, "text"), rows(Label, "word")],
    }  # fmt: skip


def everything() -> dict[str, list[str]]:
    """Every value of every row of the club, and the content of the files."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("club_", "labels_")):
                cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t ORDER BY 1")
                tables[table] = [line for (line,) in cursor.fetchall()]
    avatars = [person.avatar for person in club.Member.objects.order_by("pk") if person.avatar]
    tables["files"] = [a.storage.open(a.name).read().decode() for a in avatars if a.storage.exists(a.name)]
    return tables


@scenario
def undone() -> Any:
    """Rows with files and rows that are emptied, brought back from the sealed copy of their erasure."""
    kari, ola, eva = member(KARI), member(OLA), member(EVA)
    kari.avatar.save("kari.png", ContentFile(b"png of Kari"))
    question = club.Post.objects.create(author=kari, author_name="Kari", text="question")
    club.Post.objects.create(author=ola, author_name="Ola", parent=question, text="answer")
    club.Post.objects.create(author=kari, author_name="Kari", parent=question, text="thanks")
    asked = club.Question.objects.create(author=kari, text="Kari's question")
    club.Answer.objects.create(author=ola, question=asked, text="Ola's answer")
    club.PrivateMessage.objects.create(
        sender=kari, sender_name="Kari", recipient=ola, recipient_name="Ola", text="hello"
    )
    shared = club.Group.objects.create(title="both")
    for person in (kari, ola, eva):
        club.Membership.objects.create(group=shared, member=person, is_owner=person == kari)
        club.GroupMessage.objects.create(group=shared, sender=person, text=f"by {person.email}")
    club.ClientRecord.objects.create(client_email=EVA, adviser=kari, notes="notes")
    club.Assessment.objects.create(about=kari, author=ola, author_name="Ola", text="good")
    Label.objects.create(target=question, word="label")
    club.MemberHistory.objects.create(id=kari.pk, email=KARI.upper())
    club.Visit.objects.create(member_number=kari.pk)
    nickname = club.Nickname.objects.create(nickname="kari-92", member=kari)
    nickname.friends.add(ola)
    club.Nickname.objects.create(nickname="ola-1", member=ola).friends.add(kari, eva)
    club.Channel.objects.create(name="json", settings={"to": "Kari@example.com", "deep": [1.5, None, {"a": "b"}]})
    club.Channel.objects.create(
        name="text", settings={"to": OLA}, note='{"cc": ["kari@example.com"]}', watchers=[KARI, EVA]
    )
    club.Order.objects.create(member=kari, goods="book")
    before = everything()
    staff = get_user_model().objects.create(username="works")
    asking.ask(right=Right.ERASURE, address=KARI, message="", language="en", now=NOW)
    case = asking.confirm(case_id=Case.objects.get().pk, now=NOW)
    page = consequences.of_approval(case, {}, NOW)
    plan = queries.make_plan(KARI, NOW)
    job = approving.approve(case=case, plan=plan, staff=staff, now=NOW)
    later = job.starts_at or NOW
    fulfilment.run(job_id=job.pk, now=later)
    removals.delete_files()
    between = everything()
    undoing.undo(case=case, reason="It was a mistake.", staff=staff, now=later)
    return {"before": before, "between": between, "after": everything(), "goes": len(page.goes)}


@scenario
def shared_file() -> Any:
    kari, ola = member(KARI), member(OLA)
    kari.avatar.save("both.png", ContentFile(b"png of both"))
    club.Member.objects.filter(pk=ola.pk).update(avatar=kari.avatar.name)
    lines = [json.loads(line) for line in undoing._lines(queries.removal_of((KARI, OLA), NOW))]
    return {"sealed": sum("data" in line for line in lines)}


@scenario
def replaced_file() -> Any:
    """A file that is replaced under the same name once the copy was approved."""
    kari = member(KARI)
    kari.avatar.save("portrait.png", ContentFile(b"png of Kari"))
    asking.ask(right=Right.ACCESS, address=KARI, message="", language="en", now=NOW)
    case = asking.confirm(case_id=Case.objects.get().pk, now=NOW)
    copies, pages = [], []
    for number in range(2):
        staff = get_user_model().objects.create(username=f"approves-{number}")
        pages.append(consequences.of_approval(case, {}, NOW))
        job = deciding.approve(case=case, plan=pages[-1].plan, staff=staff, now=NOW)
        kari.avatar.storage.delete(kari.avatar.name)
        kari.avatar.storage.save(kari.avatar.name, ContentFile(b"png of Kari and Ola"))
        copies.append(fulfilment.run(job_id=job.pk, now=NOW) and enclosed(case))
    return {"copies": copies, "digests": [page.digest for page in pages]}


def enclosed(case: Case) -> list[str]:
    """Return the files in the copy of a request."""
    content = b"".join(copies_of.content(Export.objects.get(case=case)))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return [file.read(name).decode() for name in file.namelist() if name.startswith("files/")]


def main() -> None:
    played = {}
    for name, play in scenarios.items():
        with transaction.atomic():
            played[name] = play()
            transaction.set_rollback(True)
    print(json.dumps(played, default=str))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
