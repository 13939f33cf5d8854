"""Records of domains as people make them, and what is said of each."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from proviso_site.mail_domain.records import look

KEY = base64.b64encode(
    generate_private_key(65_537, 2048).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
GOOD = {
    "MX example.com": ["mail.example.com"],
    "TXT example.com": ["site-verification=1", "v=spf1 include:spf.provider.test -all"],
    "TXT spf.provider.test": ["v=spf1 ip4:192.0.2.0/24 -all"],
    "TXT pm._domainkey.example.com": [f"v=DKIM1; k=rsa; p={KEY}"],
    "TXT _dmarc.example.com": ["v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"],
}


def seen(records: dict[str, list[str]]) -> list[str]:
    findings = look(
        domain="example.com",
        selectors=["pm"],
        include="spf.provider.test",
        resolve=lambda name, kind: records.get(f"{kind} {name}", []),
    )
    return [f"{finding.name.split()[0]}{'' if finding.is_fault else '?'} {finding.text}" for finding in findings
            if not finding.is_good]  # fmt: skip


def test_good_records_have_no_fault() -> None:
    assert seen(GOOD) == []


@pytest.mark.parametrize(
    ("name", "records", "told"),
    [
        ("MX example.com", [], "MX No mail server"),
        ("MX example.com", [""], "MX No mail server"),
        ("TXT example.com", [], "SPF 0 records"),
        ("TXT example.com", ["v=spf1 -all", "v=spf1 include:spf.provider.test -all"], "SPF 2 records"),
        ("TXT example.com", ["v=spf10 include:spf.provider.test -all"], "SPF 0 records"),
        ("TXT example.com", ["v=spf1 include:spf.provider.test +all"], "SPF It lets everybody"),
        ("TXT example.com", ["v=spf1 include:spf.provider.test"], "SPF It does not say"),
        ("TXT example.com", ["v=spf1 include:other.test -all"], "SPF The provider is missing"),
        ("TXT example.com", ["v=spf1 " + "a " * 10 + "include:spf.provider.test ~all"], "SPF It takes 11 look-ups"),
        ("TXT spf.provider.test", ["v=spf1 include:spf.provider.test -all"], "SPF It takes 11 look-ups"),
        ("TXT pm._domainkey.example.com", [], "DKIM 0 keys"),
        ("TXT pm._domainkey.example.com", ["v=DKIM1; p="], "DKIM The key was withdrawn"),
        ("TXT pm._domainkey.example.com", [f"v=DKIM1; p={KEY[:200]}"], "DKIM The key cannot be read"),
        ("TXT pm._domainkey.example.com", [f"v=DKIM1; t=y; p={KEY}"], "DKIM? Marked as a test"),
        ("TXT _dmarc.example.com", [], "DMARC 0 records"),
        ("TXT _dmarc.example.com", ["v=DMARC1; p=stop; rua=mailto:a@example.com"], "DMARC p= must be"),
        ("TXT _dmarc.example.com", ["v=DMARC1; p=none; rua=mailto:a@example.com"], "DMARC? p=none only watches"),
        ("TXT _dmarc.example.com", ["v=DMARC1; p=reject"], "DMARC? Nobody gets"),
        ("TXT _dmarc.example.com", [f"{GOOD['TXT _dmarc.example.com'][0]}; ruf=mailto:a@b.test"], "DMARC ruf= has"),
    ],
)
def test_wrong_record_is_named(name: str, records: list[str], told: str) -> None:
    [line] = seen(GOOD | {name: records})
    assert line.startswith(told)


def test_provider_that_another_record_includes_counts() -> None:
    records = {"TXT example.com": ["v=spf1 redirect=all.test"], "TXT all.test": GOOD["TXT example.com"]}
    assert seen(GOOD | records) == []
