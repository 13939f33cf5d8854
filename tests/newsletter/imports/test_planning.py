"""Lists of other tools as they are: what becomes of each row, as far as the file tells."""

import gzip
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from newsletter.imports.enums import Basis, Fate
from newsletter.imports.errors import UnreadableList
from newsletter.imports.planning import ListTerms, PlannedRow, plan
from newsletter.suppression.enums import SuppressionReason
from tests.newsletter.imports import lists

TERMS = ListTerms(
    basis=Basis.CONFIRMED, source="the old shop", language="nb", languages=("nb", "nn", "en"),
    now=datetime(2026, 3, 10, 9, tzinfo=UTC), zone=ZoneInfo("Europe/Oslo"),
)  # fmt: skip


def zipped(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return file.getvalue()


def rows(content: bytes | str, **terms: Any) -> list[PlannedRow]:
    data = content.encode() if isinstance(content, str) else content
    return plan(data, replace(TERMS, **terms)).rows


def fates(content: bytes | str, **terms: Any) -> list[str]:
    return [f"{(row.address or '').partition('@')[0]} {row.reason or row.fate}" for row in rows(content, **terms)]


def test_listmonk() -> None:
    assert fates(lists.LISTMONK) == ["kari subscribed", "ola imported", "per left"]
    assert [row.place for row in rows(lists.LISTMONK)] == ["2", "3", "5"]
    assert rows(lists.LISTMONK)[0].given_at == datetime(2024, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)


def test_mailchimp_export_is_a_zip_and_who_left_stays_out() -> None:
    content = zipped(
        subscribed_segment_export_1=lists.MAILCHIMP_SUBSCRIBED,
        unsubscribed_segment_export_1=lists.MAILCHIMP_UNSUBSCRIBED,
        cleaned_segment_export_1=lists.MAILCHIMP_CLEANED,
    )
    assert fates(content) == ["kari duplicate", "ola left", "kari left", "per unreachable"]


def test_mailchimp_time_of_confirmation_counts_before_that_of_the_sign_up() -> None:
    [row] = rows(lists.MAILCHIMP_SUBSCRIBED)
    assert row.given_at == datetime(2024, 3, 1, 9, 20, 30, tzinfo=UTC)


@pytest.mark.law("P19")
def test_who_signed_up_and_never_confirmed_is_asked() -> None:
    content = "Email Address,OPTIN_TIME,CONFIRM_TIME\nkari@example.com,2024-03-01 10:00:00,\n"
    assert fates(content) == ["kari asked"]


def test_file_of_unsubscribed_says_it_by_its_name_alone() -> None:
    assert fates(zipped(unsubscribed_1="email\nkari@example.com\n", subscribed_1="email\nola@example.com\n")) == [
        "kari left",
        "ola asked",
    ]


def test_hubspot() -> None:
    assert fates(lists.HUBSPOT) == [
        "kari subscribed", "ola left", "per unreachable", "anne left", "nils no_consent", "liv no_consent",
    ]  # fmt: skip
    assert rows(lists.HUBSPOT.replace("English", "en"))[0].language == "en"


def test_mailerlite_with_days_first_since_one_of_them_is_13() -> None:
    planned = rows(lists.MAILERLITE)
    assert [row.reason or row.fate for row in planned] == [
        Fate.SUBSCRIBED, SuppressionReason.LEFT, Fate.UNCONFIRMED, SuppressionReason.UNREACHABLE,
        SuppressionReason.COMPLAINED, Fate.SUBSCRIBED,
    ]  # fmt: skip
    assert planned[0].given_at == datetime(2024, 3, 13, 9, 20, tzinfo=UTC)
    assert planned[5].given_at == datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
    assert planned[1].left_at == datetime(2024, 3, 5, 9, 0, tzinfo=UTC)


@pytest.mark.law("P19")
@pytest.mark.parametrize("given", ["", "03/04/2024", "2031-01-01", "yes", "31.02.2024", "yesterday"])
def test_consent_without_a_time_that_can_be_true_is_asked_for(given: str) -> None:
    assert fates(f"email,optin_time\nkari@example.com,{given}\n") == ["kari asked"]


@pytest.mark.parametrize(
    "given",
    ["2024-03-01", "01.03.2024", "1.3.2024 00:00", "2024-03-01T00:00:00+01:00", "2024-02-29T23:00:00Z", "1 Mar 2024",
     "Mar 1, 2024", "March 1, 2024 12:00 AM", "1709247600", "1709247600000"],
)  # fmt: skip
def test_forms_of_a_time(given: str) -> None:
    [row] = rows(f'email,optin_time\nkari@example.com,"{given}"\n')
    assert row.given_at == datetime(2024, 2, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        "﻿E-postadresse;Navn\r\nkari@example.com;Kåre\r\n".encode(),
        "E-postadresse;Navn\r\nkari@example.com;Kåre\r\n".encode("cp1252"),
        "E-postadresse\tNavn\r\nkari@example.com\tKåre\r\n".encode("utf-16"),
        b"sep=|\r\nemail|name\r\nkari@example.com|K\r\n",
        b"\n\nEMAIL\nkari@example.com\n\n",
        gzip.compress(b"Email Address,x\nkari@example.com,1\n", mtime=0),
        zipped(list="mail\nkari@example.com"),
    ],
)  # fmt: skip
def test_dialects(content: bytes) -> None:
    assert fates(content, basis=Basis.ASK) == ["kari asked"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"name,city\nKari,Bergen\n", b"\xff\xfe\x00", b"PK\x03\x04 no zip", b"\x1f\x8b no gzip", b"a\0b",
     zipped(), b"email\n" + b'"' + b"x" * 1_000_001],
)  # fmt: skip
def test_file_that_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableList):
        rows(content)


def test_spellings_of_one_mailbox_are_one_person_and_bad_rows_are_named_by_line() -> None:
    content = (
        "email,status\nKari@Example.COM,active\nkari@example.com,active\nper@bücher.example,active\n"
        "per@xn--bcher-kva.example,active\nno address,active\n,active\nola@example.com,sleeping\n"
        'anne@example.com,active,more\n"line\nbreak",active\n'
    )
    assert [(row.place, row.fate.value) for row in rows(content, basis=Basis.ASK)] == [
        ("2", "asked"), ("3", "duplicate"), ("4", "asked"), ("5", "duplicate"), ("6", "bad_address"),
        ("7", "no_address"), ("8", "bad_status"), ("9", "short_row"), ("10", "bad_address"),
    ]  # fmt: skip


@pytest.mark.parametrize("basis", list(Basis))
def test_nobody_who_left_is_subscribed_or_asked_on_any_basis(basis: Basis) -> None:
    """Neither the order of the rows nor what staff say counts before it."""
    content = "email,status,optin_time\nkari@example.com,active,2024-01-01\nkari@example.com,unsubscribed,2024-01-01\n"
    assert {row.fate for row in rows(content, basis=basis)} <= {Fate.SUPPRESSED, Fate.DUPLICATE}
    assert Fate.SUPPRESSED in {row.fate for row in rows(content, basis=basis)}


def test_list_of_people_not_to_be_written_to_subscribes_nobody() -> None:
    assert fates(lists.MAILCHIMP_SUBSCRIBED, basis=Basis.SUPPRESS) == ["kari imported"]


@pytest.mark.parametrize(
    ("said", "language"), [("nb_NO", "nb"), ("NO", "nb"), ("en-GB", "en"), ("English", "en"), ("fr", "nb"), ("", "nb")]
)
def test_language_of_a_row(said: str, language: str) -> None:
    [row] = rows(f"email,language\nkari@example.com,{said}\n", basis=Basis.ASK)
    assert row.language == language


def test_columns_that_are_not_taken_over_are_named() -> None:
    assert plan(lists.MAILCHIMP_SUBSCRIBED.encode(), TERMS).unused == [
        "First Name", "MEMBER_RATING", "OPTIN_IP", "CONFIRM_IP", "LAST_CHANGED", "LEID", "NOTES", "TAGS",
    ]  # fmt: skip


@pytest.mark.law("M-02", "X-22")
@pytest.mark.parametrize(
    "basis", ["Legitimate interest – existing customer", "Performance of a contract", "Not applicable"]
)
def test_customer_who_never_said_yes_is_not_subscribed(basis: str) -> None:
    """Nothing here knows of a sale, so nobody is written to for having been a customer (mfl. § 15(3))."""
    content = lists.HUBSPOT.replace("Legitimate interest – existing customer", basis)
    assert [fate for fate in fates(content) if fate.startswith("liv ")] == ["liv no_consent"]


@pytest.mark.parametrize(
    "name",
    ["Unsubscribed", "UNSUB", "unsub_reason", "Opt-out", "Opted out of email: One to One", "EMAIL_BLACKLISTED",
     "Is unsubscribed?", "Avmeldt dato", "Do not email"],
)  # fmt: skip
def test_column_that_says_that_somebody_left_is_heard_whatever_it_is_called(name: str) -> None:
    content = f"Email,Confirmed at,{name}\nkari@example.com,2024-03-01,yes\nola@example.com,2024-03-01,no\n"
    assert fates(content) == ["kari left", "ola subscribed"]


def test_address_to_leave_by_says_nothing_of_who_left() -> None:
    content = "Email,Confirmed at,Unsubscribe link\nkari@example.com,2024-03-01,https://example.com/leave/1\n"
    assert fates(content) == ["kari subscribed"]


@pytest.mark.parametrize(("said", "fate"), [("Double opt-in pending", "unconfirmed"), ("Confirmed", "subscribed")])
def test_hubspot_knows_who_has_not_confirmed(said: str, fate: str) -> None:
    content = f"Email,Create Date,Marketing email confirmation status\nkari@example.com,2024-03-01,{said}\n"
    assert fates(content) == [f"kari {fate}"]
