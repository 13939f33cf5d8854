"""Tables in every shape, and files that are none."""

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.importing.entries import Entry, read_entries
from consent.importing.errors import UnreadablePolicy
from consent.importing.reading import MOST_BYTES, read_policy
from consent.importing.vendors import Directory
from privacy.law.lifetimes import LifetimeFlaw
from tests.consent.importing.conftest import policy
from tests.words import says


def rows(data: bytes | str, directory: Directory, **options: str) -> list[Entry]:
    data = data.encode() if isinstance(data, str) else data
    return read_entries(read_policy(data, vendors=directory.known_names(), **options), directory).taken


def refusal(data: bytes | str, directory: Directory, **options: str) -> list[tuple[int, str]]:
    with pytest.raises(UnreadablePolicy) as refused:
        rows(data, directory, **options)
    assert refused.value.faults
    return [(fault.line, fault.message) for fault in refused.value.faults]


def test_the_seed_has_fifteen_rows_on_their_lines(directory: Directory) -> None:
    found = rows(policy("proviso.txt"), directory)
    assert [row.line for row in found] == list(range(96, 111))
    assert [row.reading.seconds for row in found][:3] == [1800, 0, 180 * 86400]
    assert [(row.vendor_text, row.category_text, row.purpose) for row in found if row.name == "hubspotutk"] == [
        ("HubSpot", says("Analytics"), "Identifiserer eksisterende brukere")
    ]


def test_html_without_thead_with_spans_breaks_and_terms(directory: Directory) -> None:
    found = {row.name: row for row in rows(policy("fjordby-kino.html"), directory)}
    assert list(found) == [
        "fk_basket", "csrftoken", "_ga", "_ga_*", "_gid", "_gat_UA-1234567-1", "_fbp", "fk_seat", "fk_lang",
    ]  # fmt: skip
    assert found["fk_basket"].category_text == "Strictly necessary cookies"
    assert found["_gid"].vendor_text == found["_gat_UA-1234567-1"].vendor_text == "Google Analytics"
    assert found["_gat_UA-1234567-1"].pattern == "_gat_*"
    assert found["_gat_UA-1234567-1"].purpose == "Tells visitors apart; anonymous"
    assert found["_gat_UA-1234567-1"].reading.flaw is LifetimeFlaw.MISSPELT
    assert found["_fbp"].reading.flaw is LifetimeFlaw.ENDLESS
    assert found["fk_lang"].reading.seconds == 390 * 86400


def test_markdown_in_nynorsk(directory: Directory) -> None:
    found = {row.name: row for row in rows(policy("nordlys-regnskap.md"), directory)}
    assert list(found) == ["_pk_id.*", "_pk_ses*", "MUID", "nr_visning", "li_gc"]
    assert found["MUID"].domain == "clarity.ms"
    assert found["MUID"].reading.seconds == 395 * 86400
    assert found["nr_visning"].reading.seconds == 14 * 86400
    assert found["li_gc"].purpose == "Lagrar samtykke | LinkedIn"


def test_csv_with_semicolons_in_latin_1(directory: Directory) -> None:
    found = {row.name: row for row in rows(policy("havnekafeen.csv"), directory)}
    assert [row.line for row in found.values()] == [3, 4, 5, 8, 9]
    assert found["PHPSESSID"].vendor_text == "Havnekaféen"
    assert found["YSC"].purpose == "Teller visninger av videoer"
    assert found["yt-remote-device-id"].kind == "localStorage"
    assert found["_hjid"].vendor.key == "hotjar"


@pytest.mark.parametrize(
    "table",
    [
        "Cookie name\tProvider\tDuration\n_ga\tGoogle\t2 years\n_fbp\t\t3 months\n",
        "Cookie name   Provider   Duration\n\n_ga           Google     2 years\n_fbp                     3 months\n",
        "Cookie name  Provider  Duration\n_ga  Google  2 years\n_fbp  3 months\n",
        "Cookie name Provider Duration\n_ga Google 2 years\n\n_fbp 3 months\n\nThat was all of it.\n",
        ("| Cookie name | Provider | Duration |\n|:--|--|--|\n| `_ga` | [Google](https://g.example) | 2 years |\n"
        "| _fbp | | 3 months |"),
        'Cookie name,Provider,Duration\n"_ga",Google,2 years\n_fbp,,3 months\n',
        ("<table><tr><th>Cookie name<th>Provider<th>Duration<tr><td>_ga<td>Google<td>2 years"
        "<tr><td>_fbp<td><td>3 months</table>"),
        ("<dl><dt>Cookie name<dd>_ga<dt>Provider<dd>Google<dt>Duration<dd>2 years"
        "<dt>Cookie name<dd>_fbp<dt>Duration<dd>3 months</dl>"),
        "\ufeffCookie name;Provider;Duration\r\n_ga;Google;2 years\r\n_fbp;;3 months\r\n",
    ],
)  # fmt: skip
def test_the_same_table_in_every_shape(table: str, directory: Directory) -> None:
    found = rows(table, directory)
    assert [(row.name, row.vendor.key, row.reading.seconds) for row in found] == [
        ("_ga", "google", 730 * 86400), ("_fbp", "", 90 * 86400),
    ]  # fmt: skip


def test_utf_16_and_a_named_encoding(directory: Directory) -> None:
    table = "Cookienavn;Gyldighet\nøl;1 år\n"
    assert [row.name for row in rows(table.encode("utf-16"), directory)] == ["øl"]
    assert [row.name for row in rows(table.encode("cp865"), directory, encoding="cp865")] == ["øl"]


HEADER = "Cookie name;Provider;Duration\n"


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\nNo table here.\n", HEADER, b"\x89PNG\r\n\x1a\n\x00\x00" + b"\x00\x01" * 40, b"\xff\xfeC\x00\x00",
     "<table>" * 60, b"a" * (MOST_BYTES + 1), "<table><tr><td>Monday<td>9 hours<tr><td>Tuesday<td>9 hours</table>"],
)  # fmt: skip
def test_file_without_a_table_of_cookies_is_refused(data: bytes | str, directory: Directory) -> None:
    assert refusal(data, directory)


@pytest.mark.parametrize(
    ("data", "names", "skipped"),
    [
        (HEADER + "_ga;Google;2 years;and;more\n", [], [(2, "too-many-cells")]),
        (HEADER + "_ga;Google;2 years\nThis is a sentence;x;1 day\n", ["_ga"], [(3, "words")]),
        (HEADER + ";Google;2 years\n", [], [(2, "no-name")]),
        (HEADER + '_ga;Google;"2 years\n_gid;Google;1 day\n', ["_ga", "_gid"], []),
        (HEADER + "n" * 81 + ";Google;2 years\n", [], [(2, "name")]),
        (HEADER + "_ga;Google;" + "x" * 2001, [], [(2, "too-long")]),
        (b"Cookie name;Duration\n_ga;1 day\n\x00\n", ["_ga"], []),
        ("Cookie name Provider Category Duration\n_ga Google Analytics 2 years\nthen something else\n", ["_ga"], []),
        ("Cookienavn;Gyldighet\nøl;1 år\n".encode("latin-1") + "æ;1 år\n".encode(), ["øl", "æ"], []),
        ("Cookienavn;Gyldighet\n_ga;1 Ã¥r\n", ["_ga"], []),
        (b"Cookienavn;Gyldighet\n_ga;1 \x81r\n", ["_ga"], []),
        ("<table><tr><td>Name<td>Expires\n<tr><td>no name at all<td>1 day<tr><td>_ga<td>1 day</table>", ["_ga"],
         [(2, "words")]),
        (HEADER + "shop.example.com;x;1 day\nGoogle;x;1 day\n[navn];x;1 day\nMarketing;x;1 day\n_a;Google;1 day\n",
         ["_a"], [(2, "host"), (3, "company"), (4, "placeholder"), (5, "category")]),
        ("Name;Type;Duration\n_ga;Pixel Tracker;Session\n_gid;HTTP Cookie;Session\n", ["_gid"], [(2, "pixel")]),
        (HEADER + "two words;x;1 day\n_ga;Google;1 day\n;y;1 day\n", ["_ga"], [(2, "words"), (4, "no-name")]),
    ],
)  # fmt: skip
def test_good_rows_are_taken_and_the_rest_is_listed(
    data: bytes | str, names: list[str], skipped: list[tuple[int, str]], directory: Directory
) -> None:
    data = data.encode() if isinstance(data, str) else data
    entries = read_entries(read_policy(data, vendors=directory.known_names()), directory)
    assert [entry.name for entry in entries.taken] == names
    assert [(row.line, row.reason.code) for row in entries.skipped] == skipped


@pytest.mark.parametrize("table", ["<p>\n<table><tr><td>Name<td>Expires{}</table>", "Name;Expires\n{}"])
def test_more_rows_than_are_read_are_told(table: str, directory: Directory) -> None:
    row = "<tr><td>_ga<td>1 day" if "<" in table else "_ga;1 day\n"
    data = table.format(row * 2001).encode()
    entries = read_entries(read_policy(data, vendors=directory.known_names()), directory)
    assert len(entries.taken) == 2000
    assert [row.reason.code for row in entries.skipped] == ["too-many-rows"]


def test_an_unknown_encoding_is_refused(directory: Directory) -> None:
    assert refusal(HEADER, directory, encoding="klingon")[0][0] == 1


def known_vendors() -> Directory:
    found = Directory()
    found.add_known()
    return found


def is_plausible(name: str) -> bool:
    """Tell whether a name has the form of one, whatever the reader thinks."""
    return not any(character.isspace() or character in ',;<>"' for character in name) and any(map(str.isalpha, name))


TOKENS = st.sampled_from(
    ["Cookie name", "Name", "Duration", "Gyldighet", "Kategori", "_ga", "1 day", "session", "Google", "\n", "\t", "  ",
     ";", ",", "|", "<table>", "<tr>", "<td>", "<td rowspan=9999 colspan=9999>", "</table>", "<dl>", "<dt>", "<dd>",
     "<!--", "<![", "<!", "&#0;", "&amp", '"', "'", "\x00", "\ufffd", "<script>", "æ", "x" * 50]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.lists(TOKENS, max_size=60).map(lambda some: "".join(some).encode())))
def test_garbage_raises_nothing_but_a_refusal(data: bytes) -> None:
    directory = known_vendors()
    try:
        entries = read_entries(read_policy(data, vendors=directory.known_names()), directory)
    except UnreadablePolicy:
        return
    assert all(row.line >= 1 and str(row.reason.text) for row in entries.skipped)
    assert all(1 <= len(entry.name) <= 80 for entry in entries.taken)
    assert all(is_plausible(entry.name) for entry in entries.taken)


PIECES = (
    "<",
    "<!--",
    "<a ",
    "<td>",
    "&",
    "| ",
    "<![CDATA[",
    "Cookie name Duration\n",
    "a b ",
    "[",
    "a,b\n",
    "Name\n_a\n",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_large_file_takes_no_more_than_seconds(piece: str, directory: Directory) -> None:
    start = process_time()
    with suppress(UnreadablePolicy):
        rows(f"<table>{piece * (131_072 // len(piece))}", directory)
    with suppress(UnreadablePolicy):
        rows(f"Cookie name Kategori Purpose Duration\n{piece * (131_072 // len(piece))}", directory)
    assert process_time() - start < 20


@pytest.mark.parametrize("is_html", [True, False])
def test_two_megabytes_are_read_in_a_few_seconds(is_html: bool, directory: Directory) -> None:
    words = "We keep a list of what the browser stores for us and why, and change it when the site does. " * 3
    block = "<div class='text'><p>{}<b>number {}</b></p></div>\n" if is_html else "{} number {}.\n"
    table = "<table><tr><th>Cookie name<th>Duration<tr><td>_ga<td>2 years</table>" if is_html else ""
    text = "".join(block.format(words, number) for number in range(7200))
    data = f"{text}{table}" if is_html else f"{text}\nCookie name;Duration\n_ga;2 years\n"
    assert len(data) > 2_000_000
    start = process_time()
    assert [row.name for row in rows(data, directory)] == ["_ga"]
    assert process_time() - start < 8


def test_host_says_whose_a_cookie_is_where_nothing_else_does(directory: Directory) -> None:
    """As in the lists of OneTrust, which have no column for the supplier."""
    lines = [
        ("tallkotten.example", "tall_sid", "First Party"),
        ("www.clarity.ms", "clar_new", "Third Party"),
        ("tracker.example", "track_new", "Third Party"),
        ("proviso.example", "pro_new", "First Party"),
    ]
    cells = "".join("<tr><td>" + "</td><td>".join(line) + "</td><td>1 day</td></tr>" for line in lines)
    heads = "<tr><th>Cookie Subgroup</th><th>Cookies</th><th>Cookies used</th><th>Lifespan</th></tr>"
    found = {row.name: row for row in rows(f"<h2>Targeting cookies</h2><table>{heads}{cells}</table>", directory)}
    assert found["clar_new"].vendor_key == "microsoft"
    assert found["track_new"].vendor.name == "tracker.example"
    assert found["tall_sid"].is_own
    assert found["pro_new"].is_own
