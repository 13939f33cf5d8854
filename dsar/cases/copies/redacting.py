"""Leave out of a copy what is about somebody else, with a reason and the original sealed (LAW D-16)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BinaryField, CharField, FileField, JSONField, TextField
from django.template.defaultfilters import filesizeformat
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from dsar.cases.browser_records import attached
from dsar.cases.copies import cover, folded, sealing
from dsar.cases.copies.enclosed import FileInCopy
from dsar.cases.copies.errors import DamagedFile, FileTooLarge, NotFound, ReasonTells, RedactionLost
from dsar.cases.copies.marks import Marks, Passage
from dsar.cases.copies.tables import BINARY, Copied, also_copied, cell, copied
from dsar.cases.enums import Right, State
from dsar.cases.errors import ReasonsMissing, WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, Contact
from dsar.cases.redactions import Redaction, RedactionKey, place_key
from dsar.cases.whose import addresses_of
from dsar.people import personal_rows
from privacy.inventory.people import Who
from privacy.journal import operations as journal

_COPIES = (Right.ACCESS, Right.PORTABILITY)
_WORDS = (CharField, TextField, JSONField, BinaryField, FileField)
_LONGEST_SHOWN = 2_000
_LARGEST_FILE = 25 * 1024 * 1024  # sealed in one piece, in memory


@dataclass(frozen=True, kw_only=True)
class Place:
    """A value that a copy would hand out: its kind of data, row and field, with titles for people."""

    model: str
    row: str
    field: str
    title: str
    field_title: str
    number: int
    value: Any

    @property
    def key(self) -> str:
        return place_key(self.model, self.row, self.field)

    @property
    def text(self) -> str:
        return cell(self.value)

    @property
    def is_file(self) -> bool:
        """Tell whether the value is a file, in a folder or as bytes that are no text."""
        return isinstance(self.value, FileInCopy) or is_binary(self.text)

    @property
    def shown(self) -> str:
        """The value as staff read it."""
        return as_read(self.text)

    @property
    def has_parts(self) -> bool:
        """Tell whether a part of the value can be left out."""
        return isinstance(self.value, str) and not self.is_file


def is_binary(text: str) -> bool:
    """Tell whether the text of a value stands for bytes that are none."""
    return text.startswith(BINARY)


def as_read(text: str) -> str:
    """Return the text of a value as staff read it: cut, and without bytes that are no text."""
    if is_binary(text):
        return _("(a file, %(size)s)") % {"size": filesizeformat((len(text) - len(BINARY)) * 3 // 4)}
    return Truncator(text).chars(_LONGEST_SHOWN)


def may_redact(case: Case) -> bool:
    """Tell whether something can still be left out of the copy of a request: before it is approved."""
    is_copy = case.which_right in _COPIES and case.is_carried_out_here
    return is_copy and case.state == State.OPEN and case.confirmed_at is not None


def tables_of(case: Case, marks: Marks | None = None, left_out: Collection[str] = ()) -> Iterator[Copied]:
    """Yield the tables that a copy hands out, without those ``left_out`` and without what ``marks`` leave out."""
    contact = Contact.objects.filter(case=case).first()
    if contact is None:
        return iter(())
    right = case.which_right
    return chain(copied(addresses_of(contact), right, left_out, marks), also_copied(attached(case), right, marks=marks))


def is_empty(case: Case, whose: Who) -> bool:
    """Tell whether a copy has nothing but what the person's requests themselves brought."""
    return personal_rows.is_unknown(whose) and not personal_rows.with_rows(attached(case))


def places_of(case: Case, most: int | None = None) -> Iterator[Place]:
    """Yield the values of words and files that a copy would hand out, as they are stored."""
    for table in tables_of(case):
        if table.group.data.model in (Redaction, RedactionKey):
            continue  # the reasons, which must tell nothing
        for number, (row, values) in enumerate(words_of(table, most), 1):
            for name, value in values:
                yield Place(
                    model=table.label,
                    row=row,
                    field=name,
                    title=table.title,
                    field_title=str(table.fields[name].title),
                    number=number,
                    value=value,
                )


def words_of(table: Copied, most: int | None = None) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield the key of each row of a table with the fields of it that have words or a file, and their values."""
    names = word_fields(table)
    for row, values in table.rows(most):
        yield row, filled(names, dict(zip(table.fields, values, strict=True)))


def word_fields(table: Copied) -> list[str]:
    """Return the names of the fields of a table that have words or a file; a code that is read as words has none."""
    model = table.group.data.model
    return [
        name for name, field in table.fields.items() if not field.read_as and _has_words(model._meta.get_field(name))
    ]


def filled(names: Iterable[str], values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return those of the named fields of a row that are not empty, with their values."""
    return [(name, values[name]) for name in names if values[name] not in (None, "", [], {})]


def _has_words(column: Any) -> bool:
    return isinstance(column, _WORDS) and not getattr(column, "choices", None)


def marks_of(case: Case) -> Marks:
    """Return what is to be left out of the copy of a request. Raises ``RedactionLost`` if it cannot be opened."""
    rows = list(Redaction.objects.filter(case=case).defer("sealed_file"))
    if not rows:
        return Marks()
    key = RedactionKey.objects.filter(case=case).first()
    if key is None:
        raise RedactionLost
    try:
        texts = [sealing.unseal_with(bytes(key.sealed), bytes(row.sealed)).decode() for row in rows]
    except DamagedFile as error:
        raise RedactionLost from error
    return Marks(tuple(Passage(redaction=row, text=text) for row, text in zip(rows, texts, strict=True)))


def check(case: Case, marks: Marks | None = None) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the key and the place of each redaction in the copy. Raises ``RedactionLost`` if one has none.

    ``marks`` are those of the request, if they are at hand.
    """
    marks = marks_of(case) if marks is None else marks
    return cover.placed(list(tables_of(case, marks)), marks, ()) if marks.passages else []


def leave_out(
    *, case: Case, passage: str, reason: str, staff: User, now: datetime
) -> tuple[list[Redaction], list[str]]:
    """Leave a passage out wherever the copy has it, in any case, with any spaces and line breaks.

    Return also the titles of values that have it in a form that is not reached: with tags between its words, or in a
    list.

    Raises ``ReasonsMissing``, ``ReasonTells``, ``NotFound`` and ``WrongState``.
    """
    words = passage.strip()
    with transaction.atomic():
        case, marks = _open_case(case, reason)
        wanted = folded.passage(words)
        if folded.spans(words, reason):
            raise ReasonTells
        places, unreached = _found(case, wanted)
        known = {(each.redaction.place, each.wanted) for each in marks.passages}
        made = [
            _redact(case=case, place=place, text=words, is_whole=False, reason=reason, staff=staff, now=now)
            for place in places
            if (place.key, wanted) not in known
        ]
    if not made:
        raise NotFound
    return made, unreached


def leave_out_value(*, case: Case, place: str, reason: str, staff: User, now: datetime) -> Redaction:
    """Leave a whole value or file out.

    Raises ``ReasonsMissing``, ``ReasonTells``, ``NotFound``, ``FileTooLarge`` and ``WrongState``.
    """
    with transaction.atomic():
        case, _marks = _open_case(case, reason)
        found = next((each for each in places_of(case) if each.key == place), None)
        if found is None:
            raise NotFound
        if folded.spans(found.text, reason):
            raise ReasonTells
        return _redact(case=case, place=found, text=found.text, is_whole=True, reason=reason, staff=staff, now=now)


def take_back(*, redaction: Redaction, staff: User, now: datetime) -> None:
    """Take a redaction back; the copy has the value again. Raises ``WrongState`` once the copy is approved."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=redaction.case_id)
        if not may_redact(case):
            raise WrongState
        facts: journal.Facts = {"case": case.pk, "model": redaction.model, "staff": staff.pk}
        redaction.delete()
        if not Redaction.objects.filter(case=case).exists():
            RedactionKey.objects.filter(case=case).delete()
        journal.append(stream=STREAM, event="dsar.redaction_taken_back", facts=facts, now=now)


def show(*, case: Case, staff: User, now: datetime) -> tuple[Passage, ...]:
    """Return what was left out, for an authority that asks, and note in the journal who looked.

    Raises ``RedactionLost``.
    """
    with transaction.atomic():
        passages = marks_of(case).passages
        facts: journal.Facts = {"case": case.pk, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.redactions_shown", facts=facts, now=now)
    return passages


def _found(case: Case, wanted: str) -> tuple[list[Place], list[str]]:
    """Return where a folded passage can be left out, and the titles of values that have it in another form."""
    places, unreached = list[Place](), list[str]()
    for place in places_of(case):
        if place.is_file:
            continue
        text = place.text
        reached = len(folded.fold(text).find(wanted)) if place.has_parts else 0
        if reached:
            places.append(place)
        without_tags = unescape(strip_tags(text))
        is_same = place.has_parts and without_tags == text
        if not is_same and len(folded.fold(without_tags).find(wanted)) > reached:
            unreached.append(f"{place.title}, {place.field_title}")
    return places, list(dict.fromkeys(unreached))


def _open_case(case: Case, reason: str) -> tuple[Case, Marks]:
    if not reason.strip():
        raise ReasonsMissing
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not may_redact(case):
        raise WrongState
    return case, marks_of(case)


def _redact(
    *, case: Case, place: Place, text: str, is_whole: bool, reason: str, staff: User, now: datetime
) -> Redaction:
    key, _is_new = RedactionKey.objects.get_or_create(case=case, defaults={"sealed": sealing.new_key(), "made_at": now})
    sealed_key = bytes(key.sealed)
    redaction = Redaction.objects.create(
        case=case,
        model=place.model,
        row=place.row,
        field=place.field,
        is_whole=is_whole,
        length=len(text),
        reason=reason.strip(),
        sealed=sealing.seal_with(sealed_key, text.encode()),
        sealed_file=sealing.seal_with(sealed_key, _content(place)) if isinstance(place.value, FileInCopy) else b"",
        redacted_at=now,
        staff=staff.pk,
    )
    facts: journal.Facts = {"case": case.pk, "model": place.model, "staff": staff.pk}
    journal.append(stream=STREAM, event="dsar.redacted", facts=facts, now=now)
    return redaction


def _content(place: Place) -> bytes:
    content = bytearray()
    for part in place.value.parts():
        content += part
        if len(content) > _LARGEST_FILE:
            raise FileTooLarge
    return bytes(content)
