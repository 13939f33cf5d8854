"""Core section of the register: controller, purposes, recipients, retention rules, statements and accepted gaps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from privacy.law.deadlines import local_date
from privacy.recipients import queries as recipients
from privacy.recipients import transfer_report
from privacy.recipients.models import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor
from privacy.register.errors import SeedError
from privacy.register.frozen.parts import Core
from privacy.register.operations import load_owned, load_row, load_rows
from privacy.register.purposes.enums import Assessment, Supply
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.purposes.queries import controller, purposes
from privacy.register.sections import Section, add
from privacy.register.statements.models import AcceptedGap, KnownDefect, Statement
from privacy.register.statements.queries import accepted_gaps, statements
from privacy.register.statements.site_sentences import frozen_sentences
from privacy.retention import rules
from privacy.retention.frozen import retention_rules
from privacy.retention.models import RetentionRule

_HERE = {"", "localhost", "127.0.0.1", "::1"}


def load(seed: Mapping[str, Any], now: datetime) -> None:
    """Create or update this section's rows from a seed."""
    if "accepted_gaps" in seed:
        raise SeedError("accepted_gaps: a gap is accepted by a person, in the administration, and by no file")
    if "controller" not in seed:
        raise SeedError("the seed has no [controller]")
    if seed["controller"]:
        load_row(Controller, seed["controller"], {"pk": 1}, "[controller]")
    for place, row in enumerate(seed.get("adequacy_decisions", []), start=1):
        country = row.get("country", "")
        load_row(AdequacyDecision, row, {"country": country}, f"adequacy_decisions {country or place}")
    load_rows(Purpose, seed.get("purposes", []))
    load_rows(Vendor, seed.get("vendors", []), refer={"engaged_by": Vendor})
    load_owned(Agreement, seed.get("agreements", []), owner="vendor", of=Vendor)
    load_owned(FrameworkEntry, seed.get("framework_entries", []), owner="vendor", of=Vendor)
    load_owned(TransferLeg, seed.get("transfer_legs", []), owner="vendor", of=Vendor, also=("kind", "country"))
    load_rows(RetentionRule, seed.get("retention_rules", []), refer={"purpose": Purpose})
    rules.settle(now=now)
    load_rows(Statement, seed.get("statements", []))
    load_rows(KnownDefect, seed.get("known_defects", []))


def freeze(now: datetime) -> Core:
    """Return this section as a revision stores it."""
    return Core(
        controller=controller(),
        purposes=purposes(),
        vendors=recipients.vendors(local_date(now)),
        retention_rules=retention_rules(),
        statements=statements(),
        sentences=frozen_sentences(),
        accepted_gaps=accepted_gaps(),
    )


def gaps() -> list[str]:
    """Return the missing facts about the controller, its purposes and its recipients."""
    who = controller()
    missing = [
        text
        for value, text in (
            (
                who.organisation_number,
                _("The organisation number is missing (CONTROLLER_ORGANISATION_NUMBER, LAW G-02)."),
            ),
            (who.address, _("The postal address is missing (CONTROLLER_ADDRESS, LAW G-02).")),
            (who.phone, _("The telephone number is missing (CONTROLLER_PHONE, LAW M-06).")),
        )
        if not value
    ]
    if unscreened := Purpose.objects.filter(assessment=Assessment.UNSCREENED).count():
        missing.append(
            _("%(count)d purposes: nobody has said whether an impact assessment is needed (LAW A-12).")
            % {"count": unscreened}
        )
    missing += [
        _("%(purpose)s: whose data it is, is missing (LAW A-05).") % {"purpose": purpose}
        for purpose in Purpose.objects.filter(subjects={})
    ]
    if Supply.MAIL in who.runs_itself and (host := settings.EMAIL_HOST) not in _HERE:
        missing.append(
            _("Mail leaves by %(host)s. The register says that we run this ourselves, and names no recipient for it.")
            % {"host": host}
        )
    missing += transfer_report.all_gaps()
    return missing


def objections() -> list[str]:
    """Return the purposes and joint controllers that prevent a publication, with the reason."""
    reasons = [
        _("%(purpose)s: a legitimate interest must be named and weighed before it is relied on (LAW A-03).")
        % {"purpose": purpose}
        for purpose in Purpose.objects.unbalanced()
    ]
    reasons += [
        _("%(vendor)s: the essence of the arrangement must be published (LAW A-07).") % {"vendor": vendor}
        for vendor in Vendor.objects.without_arrangement()
    ]
    return reasons + [
        _("%(purpose)s: an impact assessment is needed and not done (LAW A-12).") % {"purpose": purpose}
        for purpose in Purpose.objects.unassessed()
    ]


add(
    Section(
        key="privacy",
        order=10,
        load=load,
        freeze=freeze,
        gaps=gaps,
        objections=objections,
        models={
            "controller": Controller,
            "purposes": Purpose,
            "vendors": Vendor,
            "retention_rules": RetentionRule,
            "statements": Statement,
            "accepted_gaps": AcceptedGap,
        },
        seeds={
            "controller": (Controller, ()),
            "adequacy_decisions": (AdequacyDecision, ("country",)),
            "purposes": (Purpose, ("key",)),
            "vendors": (Vendor, ("key",)),
            "agreements": (Agreement, ("vendor",)),
            "framework_entries": (FrameworkEntry, ("vendor",)),
            "transfer_legs": (TransferLeg, ("vendor", "kind", "country")),
            "retention_rules": (RetentionRule, ("key",)),
            "statements": (Statement, ("key",)),
            "known_defects": (KnownDefect, ("key",)),
        },
        tables={
            "purposes": "privacy/policy/purposes.html",
            "recipients": "privacy/policy/recipients.html",
            "retention": "privacy/policy/retention.html",
            "controller": "privacy/policy/controller.html",
        },
        tells={"purposes": ("purposes",), "recipients": ("vendors",), "retention": ("retention_rules",)},
    )
)
