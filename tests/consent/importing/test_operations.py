"""The policy of before goes into the draft register, and every flaw that the law map lists is found."""

import pytest
from django.db.models import Model

from consent.importing.operations import import_policy
from consent.importing.results import ImportResult, Outcome
from consent.services.enums import Category, Party
from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.statements.models import KnownDefect
from tests.consent.importing.conftest import policy
from tests.factories.privacy import ControllerFactory
from tests.words import says

pytestmark = pytest.mark.django_db
TABLES: tuple[type[Model], ...] = (KnownDefect, Revision, Service, StorageItem, Vendor)

# LAW 1.7 and G-20, one by one: the requirement, what it is about, the problem.
FLAWS = [
    ("P42", "Cookies", "uses-omit"),
    ("P43", "__cf_bm", "host-unsaid"),
    ("P44", "__cfruid", "vague-purpose"),
    ("P44", "__cfruid", "host-unsaid"),
    ("P45", "__hs_cookie_cat_pref", "consent-tool"),
    ("P46", "__hs_do_not_track", "lifetime-disputed"),
    ("P47", "__hssc", "consent-unsaid"),
    ("P48", "__hssrc", "consent-unsaid"),
    ("P49", "__hstc", "category-narrow"),
    ("P49", "__hstc", "vague-purpose"),
    ("P50", "hubspotutk", "lifetime-missing"),
    ("P50", "hubspotutk", "category-narrow"),
    ("P51", "_hjAbsoluteSessionInProgress", "legacy-name"),
    ("P52", "_hjFirstSeen", "legacy-name"),
    ("P53", "_hjIncludedInPageviewSample", "legacy-name"),
    ("P53", "_hjIncludedInPageviewSample", "lifetime-differs"),
    ("P54", "_hjIncludedInSessionSample", "misspelt-unit"),
    ("P54", "_hjIncludedInSessionSample", "needs-pattern"),
    ("P54", "_hjIncludedInSessionSample", "legacy-name"),
    ("P55", "_hjSession", "needs-pattern"),
    ("P55", "_hjSession", "sliding-unsaid"),
    ("P56", "_hjSessionUser", "not-anonymous"),
    ("P56", "_hjSessionUser", "needs-pattern"),
    ("P57", "IDE", "third-party-unsaid"),
    ("P57", "IDE", "lifetime-differs"),
    ("P57", "IDE", "purpose-absent"),
    ("P57", "Google", "role-unsaid"),
    ("G-20", "HotJar", "vendor-misspelt"),
    ("G-20", "cookie table", "table-no-domain"),
    ("G-20", "cookie table", "table-no-party"),
    ("G-20", "cookie table", "table-no-storage-type"),
    ("G-20", "cookie table", "table-no-data"),
    ("G-20", "cookie table", "table-no-country"),
    ("G-20", "cookie table", "table-no-legal-basis"),
    ("G-20", "cookie table", "table-no-vendor-notice"),
    ("G-20", "cookie table", "table-own-cookies"),
    ("G-20", "cookie table", "companions-absent"),
    ("G-20", "cookie table", "anonymous-rows"),
    ("G-20", "cookie table", "table-requests-absent"),
    ("G-20", "page", "skip-link-language"),
    ("G-03", "Cookies", "no-consent-mechanism"),
]


def everything(result: ImportResult) -> list:
    return [finding for row in result.rows for finding in row.findings] + list(result.findings)


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


@pytest.fixture
def empty_register(db: None) -> None:
    assert counts() == [0] * len(TABLES)


@pytest.mark.law("G-20")
def test_every_flaw_of_the_law_map_is_found(empty_register: None) -> None:
    found = {(finding.about, finding.problem.code) for finding in everything(import_policy(data=policy("proviso.txt")))}
    for law, about, problem in FLAWS:
        assert (about, problem) in found, law


@pytest.mark.law("G-20")
def test_what_is_missing_is_named(empty_register: None) -> None:
    texts = "\n".join(finding.text for finding in everything(import_policy(data=policy("proviso.txt"))))
    for name in ("pv_choice", "pv_session", "pv_csrf", "__hs_opt_out", "__hs_initial_opt_in"):
        assert name in texts
    for name in ("__hs_gpc_banner_dismiss", "messagesUtk", "test_cookie", "_gcl_au", "_hjUserAttributes"):
        assert name in texts


def test_every_defect_that_the_seed_records_is_found_again(draft: None) -> None:
    recorded = set(KnownDefect.objects.values_list("key", flat=True))
    done = import_policy(data=policy("proviso.txt"))
    assert recorded == recorded & {finding.key for finding in everything(done)}


def test_fifteen_rows_come_into_an_empty_register(empty_register: None) -> None:
    done = import_policy(data=policy("proviso.txt"))
    assert len(done.rows) == done.count(Outcome.ADDED) == 15
    assert StorageItem.objects.filter(is_in_published_policy=True).count() == 15
    sessions = StorageItem.objects.get(name="_hjSession_*")
    assert (sessions.published_name, sessions.published_lifetime) == ("_hjSession", "30 minutter")
    assert sessions.service.vendor.name == "Hotjar"
    sample = StorageItem.objects.get(name="_hjIncludedInSessionSample*")
    assert (sample.lifetime_seconds, sample.documented_seconds) == (120, 1800)
    assert sample.published_lifetime == "2 minutrtter"
    known = StorageItem.objects.get(name="hubspotutk")
    assert (known.lifetime_seconds, known.published_lifetime) == (180 * 86400, "")
    ide = StorageItem.objects.get(name="IDE")
    assert (ide.domain, ide.party, ide.deletable_by) == (".doubleclick.net", Party.THIRD, "nobody")
    assert StorageItem.objects.get(name="__cf_bm").lifetime_seconds == 1800
    assert StorageItem.objects.get(name="__cfruid").lifetime_seconds == 0
    assert Vendor.objects.count() == 4


def test_an_import_into_the_seeded_register_changes_no_row(draft: None) -> None:
    before = list(StorageItem.objects.values()), list(Service.objects.values()), list(Vendor.objects.values())
    done = import_policy(data=policy("proviso.txt"))
    assert [row.outcome for row in done.rows] == [Outcome.KEPT] * 15
    assert before == (list(StorageItem.objects.values()), list(Service.objects.values()), list(Vendor.objects.values()))


def test_an_import_leaves_what_is_in_force(published: Revision) -> None:
    before = in_force.current()
    import_policy(data=policy("proviso.txt"))
    in_force.refresh()
    assert in_force.current().register == before.register
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("name", ["proviso.txt", "fjordby-kino.html", "nordlys-regnskap.md", "havnekafeen.csv"])
def test_a_second_import_adds_nothing(name: str, empty_register: None) -> None:
    first = import_policy(data=policy(name))
    assert first.count(Outcome.ADDED) == len({row.entry.pattern for row in first.rows})
    assert first.defects_added == KnownDefect.objects.count()
    before = [list(table._default_manager.order_by("pk").values()) for table in TABLES]
    second = import_policy(data=policy(name))
    assert second.count(Outcome.KEPT) == len(second.rows)
    assert second.defects_added == 0
    assert [list(table._default_manager.order_by("pk").values()) for table in TABLES] == before


def test_dry_run_keeps_nothing(empty_register: None) -> None:
    done = import_policy(data=policy("proviso.txt"), is_dry_run=True)
    assert done.count(Outcome.ADDED) == 15
    assert done.defects_added > 40
    assert counts() == [0] * len(TABLES)


def test_only_what_is_empty_is_filled(draft: None) -> None:
    StorageItem.objects.filter(name="__hssc").update(lifetime_seconds=None, description={})
    StorageItem.objects.filter(name="__hssrc").update(lifetime_seconds=60)
    outcomes = {row.entry.name: row.outcome for row in import_policy(data=policy("proviso.txt")).rows}
    assert outcomes["__hssc"] is Outcome.FILLED
    assert outcomes["__hssrc"] is Outcome.KEPT
    filled = StorageItem.objects.get(name="__hssc")
    assert filled.lifetime_seconds == 1800
    assert filled.description == {"nb": "Måler antall sesjoner"}
    assert StorageItem.objects.get(name="__hssrc").lifetime_seconds == 60


def test_defects_are_in_every_language_of_the_site(empty_register: None) -> None:
    from django.conf import settings

    import_policy(data=policy("proviso.txt"))
    codes = {code for code, _name in settings.LANGUAGES}
    for defect in KnownDefect.objects.all():
        assert set(defect.text) == set(defect.remedy) == codes
        defect.full_clean()
    misspelt = KnownDefect.objects.get(key="misspelt-unit._hjIncludedInSessionSample")
    assert misspelt.text["en"] == "The lifetime is misspelt: “2 minutrtter”."
    assert misspelt.text["nb"] == says("The lifetime is misspelt: “%(written)s”.", written="2 minutrtter")


def test_a_row_that_the_register_cannot_hold_is_listed_and_the_others_are_taken(empty_register: None) -> None:
    table = f"Cookie name;Domain;Duration\nfine;;1 day\nxy;{'a.' * 70}example;1 day\n"
    done = import_policy(data=table.encode())
    assert [(row.line, row.text, row.reason.code) for row in done.skipped] == [(3, "xy", "refused")]
    assert done.skipped[0].detail
    assert [item.name for item in StorageItem.objects.all()] == ["fine"]


@pytest.mark.law("C-14")
def test_a_tracker_that_is_called_necessary_is_not_kept_so(empty_register: None) -> None:
    import_policy(data=policy("nordlys-regnskap.md"))
    assert StorageItem.objects.get(name="MUID").category == Category.ANALYTICS


@pytest.mark.law("C-20")
def test_an_unknown_vendor_is_drafted_without_facts(empty_register: None) -> None:
    import_policy(data=policy("fjordby-kino.html"))
    vendor = Vendor.objects.get(name="Seatmaster Ltd")
    assert (vendor.legal_entity, vendor.role, vendor.notice_url) == ("", "", "")
    assert StorageItem.objects.get(name="fk_seat").service.vendor == vendor
    assert StorageItem.objects.get(name="fk_basket").service is None


@pytest.mark.parametrize(
    ("name", "language", "rows", "own", "seconds"),
    [
        ("lindenhof.html", "de", 12, "PHPSESSID", {"_fbp": 90, "_pk_id*": 390, "__kla_id": 730, "cc_cookie": 180}),
        ("snickeri.csv", "sv", 3, "kundvagn", {"_fbp": 90, "kundvagn": 14}),
        ("smedjen.csv", "da", 2, "kurv", {"_fbp": 90, "kurv": 14}),
    ],
)
def test_table_in_a_language_that_the_site_does_not_speak(
    empty_register: None, name: str, language: str, rows: int, own: str, seconds: dict[str, int]
) -> None:
    """Its numbers and kinds are taken; its words are no text of ours, and are told to staff instead."""
    company = {"de": "Physiotherapie am Lindenhof GmbH", "sv": "Snickeriet i Lund AB", "da": "Smedjen ApS"}[language]
    ControllerFactory.create(name=company)
    done = import_policy(data=policy(name))
    assert (done.language, len(done.rows)) == (language, rows)
    days = {item.name: (item.lifetime_seconds or 0) // 86400 for item in StorageItem.objects.filter(name__in=seconds)}
    assert days == seconds
    assert StorageItem.objects.get(name="_fbp").category == Category.MARKETING
    assert StorageItem.objects.get(name=own).service is None
    assert not StorageItem.objects.exclude(description={}).exists()
    texts = [finding.text for row in done.rows for finding in row.findings if finding.problem.code == "purpose-foreign"]
    assert len(texts) == rows
    codes = {finding.problem.code for row in done.rows for finding in row.findings}
    assert not codes & {"consent-unsaid", "purpose-absent", "purpose-missing"}


def test_short_form_of_the_name_of_the_company_is_the_company(empty_register: None) -> None:
    ControllerFactory.create(name="Physiotherapie am Lindenhof GmbH")
    import_policy(data=b"Name,Provider,Purpose,Expiry,Category\nPHPSESSID,Lindenhof,Booking,Session,Necessary\n")
    assert not Vendor.objects.exists()
    assert StorageItem.objects.get().service is None


def test_an_aside_behind_a_vendor_is_no_part_of_its_name(empty_register: None) -> None:
    import_policy(
        data=b"Name,Provider,Purpose,Expiry,Category\n_pk_id,Matomo (self-hosted),Counts,13 months,Analytics\n"
    )
    assert Vendor.objects.get().name == "Matomo"


def test_unknown_item_of_a_known_vendor_goes_to_its_only_service(empty_register: None) -> None:
    rows = (b"Name,Provider,Purpose,Expiry,Category", b"li_x,LinkedIn,Ads,90 days,Marketing")
    import_policy(data=b"\n".join([*rows, b"bcookie,LinkedIn,Ads,1 year,Marketing"]))
    assert [service.key for service in Service.objects.all()] == ["linkedin-insight"]
    assert Service.objects.get().items.count() == 2


def test_retired_names_are_called_so(empty_register: None) -> None:
    done = import_policy(data=b"Cookie name;Provider;Duration\n__cfduid;Cloudflare;30 days\n_utma;Google;2 years\n")
    texts = {row.entry.name: [f.text for f in row.findings if f.problem.code == "retired-name"] for row in done.rows}
    assert list(texts) == ["__cfduid", "_utma"]
    assert all(len(text) == 1 for text in texts.values())
    assert "2021" in texts["__cfduid"][0]
    assert KnownDefect.objects.filter(key="retired-name.__cfduid").exists()


def test_host_in_the_place_of_the_supplier_is_whose_it_is(empty_register: None) -> None:
    import_policy(data=b"Cookie name;Provider;Duration;Category\nfr;www.facebook.com;90 days;Marketing\n")
    assert [vendor.key for vendor in Vendor.objects.all()] == ["meta"]
