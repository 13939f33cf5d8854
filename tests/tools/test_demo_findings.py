"""The demonstration's table, mailbox and search."""

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from tools.demo import dump
from tools.demo.__main__ import perform, report
from tools.demo.demo_run import DemoRun
from tools.demo.errors import NotFoundError
from tools.demo.mailbox import Mailbox
from tools.demo.site import Site
from tools.demo.table import WIDTH, DemoFinding, findings_table, table

ADDRESS = "anna.0a1b2c@example.com"


def test_findings_table_fits_its_width_and_says_what_is_missing() -> None:
    findings = [
        DemoFinding("P29", "erased within 30 days", "moved the clock 31 days " * 5, "0 rows left", is_proven=True),
        DemoFinding("P34", "erased on request", "asked", "x" * 90, is_proven=False),
    ]
    lines = findings_table(findings).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert sum("proven" in line for line in lines) == 1
    assert sum("NOT PROVEN" in line for line in lines) == 1


def test_demo_of_a_site_that_does_not_answer_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = DemoRun(Site(tmp_path, "http://127.0.0.1:9", "postgres:///", "staff@example.com", ""))
    perform(run)
    assert report(run) == 1
    assert "0 of 4 proven" in capsys.readouterr().out


def test_report_needs_every_finding(tmp_path: Path) -> None:
    run = DemoRun(Site(tmp_path, "http://127.0.0.1:9", "postgres:///", "staff@example.com", ""))
    run.prove("P29", "erased", done="waited", seen="0 rows", is_proven=True)
    assert report(run) == 0
    run.prove("P34", "erased", done="asked", seen="1 row", is_proven=False)
    assert report(run) == 1


def test_table_wraps_cells_and_keeps_columns() -> None:
    assert table(("a", "b"), [("one two", "x")], (3, 5), 20).splitlines()[3:5] == ["one  x", "two"]


@pytest.mark.parametrize(
    "content",
    [
        ADDRESS.upper(),
        ADDRESS.replace("@", "%40"),
        ADDRESS.encode().hex(),
        *(base64.b64encode(b"." * shift + ADDRESS.encode() + b"tail").decode() for shift in range(3)),
    ],
)
def test_search_finds_an_address_in_every_spelling(tmp_path: Path, content: str) -> None:
    (tmp_path / "dump.sql").write_text(f"INSERT INTO t VALUES ('{content}');\n")
    assert dump.count_texts([tmp_path / "dump.sql"], [ADDRESS, "bert.0a1b2c@example.com"]) == {
        ADDRESS: 1,
        "bert.0a1b2c@example.com": 0,
    }


def test_texts_that_are_sought_are_found_in_a_line_of_any_case_and_counted() -> None:
    wanted = dump.TextSearch([ADDRESS, "bert.0a1b2c@example.com"])
    assert wanted.count_in(f"{ADDRESS.upper()} {ADDRESS.encode().hex()}".encode()) == {ADDRESS: 2}
    assert wanted.count_in(b"nobody") == {}


def test_mailbox_reads_who_what_and_links(tmp_path: Path) -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = ADDRESS, "Bekreft"
    message.set_content("Hei,\n\nåpne https://127.0.0.1/nyhetsbrev/bekreft/abc.def/.\n")
    (tmp_path / "1.eml").write_bytes(message.as_bytes())
    mailbox = Mailbox(tmp_path)
    mail = mailbox.wait(ADDRESS, 0, "the first", seconds=1)
    assert mail.subject == "Bekreft"
    assert mail.link("bekreft") == "https://127.0.0.1/nyhetsbrev/bekreft/abc.def/"
    assert mailbox.to("somebody.else@example.com") == []
    with pytest.raises(NotFoundError):
        mailbox.wait(ADDRESS, 1, "a second", seconds=0.1)


def test_mail_that_is_still_being_written_is_not_read_yet(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_text("To: kari@example.com\nSubject: Ferdig\n\nHei")
    # The writer renames it between the list and the look: its name leads nowhere.
    (tmp_path / ".2.eml").symlink_to(tmp_path / "renamed")
    assert [mail.subject for mail in Mailbox(tmp_path).to("kari@example.com")] == ["Ferdig"]
