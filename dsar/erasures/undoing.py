"""Undo an erasure that turns out wrong, from a sealed copy whose key then goes.

The copy never outlives the last lawful day of the request's answer, so that by then the data is gone for good.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from functools import partial
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core import serializers
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import FileField, Model, Q
from django.utils.translation import gettext_lazy

from dsar.cases import cooling_off, deciding
from dsar.cases.copies import sealing
from dsar.cases.enums import EventKind, JobKind, JobState, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, Contact, Job
from dsar.cases.told import ToldAddress
from dsar.cases.whose import addresses_of
from dsar.erasures.errors import NotUndone
from dsar.erasures.models import SealedErasure, SealedErasureKey, SealedErasurePiece
from dsar.people.models import SameAddress
from dsar.people.reading import reading
from privacy.erasure import operations as erasure
from privacy.inventory import entries
from privacy.inventory.declarations import field_title_of, title_of
from privacy.inventory.links import chunks
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE, local_date
from privacy.retention.errors import UnknownRule
from privacy.retention.queries import retention_end
from privacy.retention.removal.models import LeftoverFile
from privacy.retention.removal.operations import is_emptied
from privacy.retention.removal.queries import RemovalPlan

RULE = "dsar.undo"
UNDONE = "dsar.undone"  # kind of ledger line
KEPT = gettext_lazy("Written since the erasure, and left as it is:")
_LAST = time(12)  # of the last lawful day
_PART = 256 * 1024  # bytes of a file in a line
_IN_MEMORY = 4 * 1024 * 1024
_FORGOTTEN = (Contact, ToldAddress, SameAddress)


class _Exact(DjangoJSONEncoder):
    """Writes times with their microseconds, which Django's own leaves out."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def end_of(case: Case, now: datetime) -> datetime | None:
    """Return when the key of what is erased now goes; None where no copy is made: there is no rule, or no time left."""
    try:
        end = min(retention_end(RULE, now), datetime.combine(case.latest_on, _LAST, tzinfo=PLACE))
    except UnknownRule:
        return None
    return end if end > now else None


def seal(*, job: Job, case: Case, removal: RemovalPlan, now: datetime) -> SealedErasure | None:
    """Seal the rows, values and files that a plan is about to take, in the caller's transaction."""
    end = end_of(case, now)
    if end is None or not (removal.deletes or removal.clears):
        return None
    sealed = SealedErasure.objects.create(job=job, made_at=now, expires_at=end)
    key = sealing.new_key()
    SealedErasureKey.objects.create(erasure=sealed, sealed=key, expires_at=end)
    file = sealing.SealedFile(key, partial(_keep, sealed))
    for line in chain(_forgotten(case), _lines(removal)):
        file.write(line)
    file.close()
    return sealed


def _keep(sealed: SealedErasure, number: int, piece: bytes) -> None:
    SealedErasurePiece.objects.create(erasure=sealed, number=number, sealed=piece, expires_at=sealed.expires_at)


def _forgotten(case: Case) -> Iterator[bytes]:
    # Deleted by their own step (``forget_notified``), once the last letter has left; without the contact nobody could
    # be told.
    contact = Contact.objects.filter(case=case).first()
    addresses = addresses_of(contact) if contact else ()
    for model in _FORGOTTEN:
        yield from _rows(model, model._base_manager.filter(email__in=addresses).values_list("pk", flat=True), set())


def _lines(removal: RemovalPlan) -> Iterator[bytes]:
    """Yield what comes back, in the order in which it can: rows that others point at first."""
    files = set[str]()
    for model, keys in reversed(removal.deletes.items()):
        yield from _rows(model, keys, files)
    for clearing in removal.clears:
        yield from _rows(clearing.model, clearing.keys, files, clearing.fields, clearing.of)


def _rows(
    model: type[Model], keys: Iterable[Any], sealed: set[str], only: Iterable[str] = (), of: Iterable[str] = ()
) -> Iterator[bytes]:
    """Yield a line for each row, with these fields or with every column, and before it the files that it names.

    A file that is among those ``sealed`` already is not sealed again: rows can share one.
    """
    names = [*only] or [field.name for field in model._meta.local_concrete_fields]
    files = [field.name for field in model._meta.local_concrete_fields if isinstance(field, FileField)]
    for chunk in chunks(list(keys)):
        for row in model._base_manager.filter(pk__in=chunk):
            for name in files:
                place = f"{model._meta.label_lower}.{name}:{getattr(row, name)}"
                if name in names and place not in sealed:
                    sealed.add(place)
                    yield from _file(model, name, getattr(row, name))
            [line] = serializers.serialize("python", [row], fields=names)
            yield _as_line({"cleared": line | {"of": [*of]}} if only else {"row": line})


def _file(model: type[Model], field: str, file: Any) -> Iterator[bytes]:
    if not file or not file.storage.exists(file.name):
        return
    with file.storage.open(file.name) as content:
        for part in iter(partial(content.read, _PART), b""):
            data = base64.b64encode(part).decode("ascii")
            yield _as_line({"file": file.name, "of": f"{model._meta.label_lower}.{field}", "data": data})


def _as_line(value: Any) -> bytes:
    return json.dumps(value, cls=_Exact, ensure_ascii=False).encode() + b"\n"


def is_possible(case: Case, now: datetime) -> bool:
    """Tell whether everything that the last erasure of a request took can still be brought back."""
    job = _erasure(case)
    sealed = SealedErasure.objects.filter(job=job) if job else SealedErasure.objects.none()
    return case.state == State.DONE and sealed.exists() and sealed.count() == sealed.ready(now).count()


def undo(*, case: Case, reason: str, staff: User, now: datetime) -> Case:
    """Bring back what an erasure took, open the request again and tell the person; the sealed copy goes.

    What was written since in a row that was masked stays, and a note says so. The rest comes back whole or not at
    all: raises ``NotUndone`` if something stands in its place by now, ``ReasonsMissing``, and
    ``WrongState`` once a key has gone.
    """
    if not reason.strip():
        raise ReasonsMissing
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if not is_possible(case, now):
            raise WrongState
        job = Job.objects.select_for_update(of=("self",)).get(pk=_erasure(case))
        kept = written_since(case)
        rows = sum(_bring_back(sealed) for sealed in SealedErasure.objects.filter(job=job).order_by("-made_at", "pk"))
        job.state, job.plan, job.ended_at = JobState.DONE, {}, job.ended_at or now
        job.result = job.result | {"undone": rows, "masks_on_hold": []}
        job.save(update_fields=["state", "plan", "result", "ended_at"])
        times = list(SealedErasure.objects.filter(job=job).values_list("made_at", flat=True))
        SealedErasure.objects.filter(job=job).delete()
        ends = retention_end("dsar.contact", now)
        Contact.objects.filter(email__in=addresses_of(Contact.objects.get(case=case))).update(
            is_forgotten_when_told=False
        )
        Contact.objects.filter(case=case).update(is_open=False, retain_until=ends)
        cooling_off.release_use(case, times)
        deciding.note_event(case=case, kind=EventKind.UNDONE, now=now, staff=staff)
        facts: journal.Facts = {"case": case.pk, "job": job.pk, "staff": staff.pk, "rows": rows}
        if kept:
            deciding.add_note(case=case, text=f"{KEPT} {'; '.join(kept)}", staff=staff, now=now)
        erasure.note(kind=UNDONE, facts={"case": case.pk, "job": job.pk}, now=now)
        journal.append(stream=STREAM, event=UNDONE, facts=facts, now=now)
        return deciding.reopen(case=case, reason=reason, staff=staff, now=now)


def end_keys(*, now: datetime) -> int:
    """Destroy the keys whose time is up, and with them what they open; return how many."""
    # Staff may lengthen the period of the rule, and never the lawful time for the answer.
    too_late = Q(expires_at__lte=now) | Q(job__case__latest_on__lt=local_date(now))
    return SealedErasure.objects.filter(too_late).delete()[0]


def _erasure(case: Case) -> Any:
    ended = Job.objects.filter(case=case, kind=JobKind.ERASURE, state__in=(JobState.DONE, JobState.WAITING))
    return ended.order_by("-made_at").values_list("pk", flat=True).first()


def written_since(case: Case) -> list[str]:
    """Return in words the fields that undoing leaves as they are, because somebody has written into them since."""
    job, kept = _erasure(case), Counter[tuple[str, str]]()
    for sealed in SealedErasure.objects.filter(job=job) if job else ():
        for line in _lines_of(sealed):
            row = _row_of(line["cleared"]) if "cleared" in line else None
            if row is not None:
                label, cleared = row._meta.label_lower, line["cleared"]
                kept.update((label, name) for name in cleared["fields"] if _is_written(row, name, cleared))
    return [f"{title_of(label)}, {field_title_of(label, name)}: {rows}" for (label, name), rows in kept.items()]


def _bring_back(sealed: SealedErasure) -> int:
    """Write the rows of one round back as they were; return how many. Raises ``NotUndone``."""
    number, files = 0, dict[str, Any]()
    try:
        for line in _lines_of(sealed):
            if "data" in line:
                part = files.setdefault(f"{line['of']}:{line['file']}", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
                part.write(base64.b64decode(line["data"]))
            elif "row" in line:
                number += _insert(line["row"])
            else:
                _fill(line["cleared"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as taken:
        raise NotUndone from taken
    for place, content in files.items():
        of, _colon, name = place.partition(":")
        _save_file(of, name, content)
    return number


def _lines_of(sealed: SealedErasure) -> Iterator[dict[str, Any]]:
    numbers = list(sealed.pieces.values_list("number", flat=True))
    pieces = (bytes(sealed.pieces.get(number=piece).sealed) for piece in numbers)
    return _whole_lines(sealing.unsealed(bytes(sealed.key.sealed), pieces))


def _whole_lines(pieces: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, whole)


def _insert(line: dict[str, Any]) -> int:
    """Insert a row with its own columns only; what is there already, as a contact that nobody deleted yet, stays."""
    model = apps.get_model(line["model"])
    if model._base_manager.filter(pk=line["pk"]).exists():
        if model in _FORGOTTEN:
            return 0
        raise NotUndone
    [row] = serializers.deserialize("python", [line])
    row.object.save_base(raw=True, force_insert=True)
    return int(model not in _FORGOTTEN)


def _fill(line: dict[str, Any]) -> None:
    """Fill the fields again that were emptied in a row of several people, if it is still there and they are empty.

    What somebody wrote since is newer than the mistake, and may be another person's.
    """
    row = _row_of(line)
    for name, value in line["fields"].items() if row is not None else ():
        field: Any = row._meta.get_field(name)
        if field.many_to_many:
            getattr(row, name).add(*value)
        elif not _is_written(row, name, line):
            old = field.to_python(value)
            again = old if is_emptied(row, field) else _with_entries(row, field, line)
            type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: again})


def _is_written(row: Model, name: str, line: dict[str, Any]) -> bool:
    field: Any = row._meta.get_field(name)
    return not (field.many_to_many or is_emptied(row, field) or _with_entries(row, field, line) is not None)


def _with_entries(row: Model, field: Any, line: dict[str, Any]) -> Any:
    """Return a column that names others too with the person's entries back; None if somebody has written since."""
    old = field.to_python(line["fields"][field.name])
    return entries.with_again(getattr(row, field.attname), old, line["of"]) if line.get("of") else None


def _row_of(line: dict[str, Any]) -> Any:
    with reading(line["model"]):
        return apps.get_model(line["model"])._base_manager.filter(pk=line["pk"]).first()


def _save_file(of: str, name: str, content: Any) -> None:
    label, _dot, field_name = of.rpartition(".")
    storage = apps.get_model(label)._meta.get_field(field_name).storage
    LeftoverFile.objects.filter(field=of, name=name).delete()
    if not storage.exists(name):
        content.seek(0)
        storage.save(name, File(content))
