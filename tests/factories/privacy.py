"""A small register for tests: one row of each kind, in every language. Everybody lives at example.com."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import factory
from django.conf import settings
from django.contrib.auth.models import User

from privacy.letters.models import Letter
from privacy.policy import section as register_section
from privacy.recipients.enums import Approval, FrameworkStatus, LegKind, Role, TransferTool
from privacy.recipients.models import AdequacyDecision, Agreement, FrameworkEntry, TransferLeg, Vendor
from privacy.register import in_force
from privacy.register.frozen.register import Register, serialize
from privacy.register.frozen.rows import PROMISED
from privacy.register.models import Revision
from privacy.register.purposes.enums import Assessment, LegalBasis
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.linting.rules import all_rules
from privacy.register.statements.models import AcceptedGap, Statement
from privacy.register.statements.site_sentences import frozen_sentences
from privacy.retention.models import RetentionRule

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def both(text: str) -> dict[str, str]:
    """The same words in every language, told apart by a sign."""
    return {code: f"{text} ({code})" for code, _name in settings.LANGUAGES}


class ControllerFactory(factory.django.DjangoModelFactory[Controller]):
    """Who decides."""

    class Meta:
        model = Controller

    name = "Eksempel AS"
    contact_email = "personvern@example.com"
    authority_name = "Datatilsynet"
    authority_url = "https://www.datatilsynet.no"


class PurposeFactory(factory.django.DjangoModelFactory[Purpose]):
    """A purpose that the notice tells about."""

    class Meta:
        model = Purpose

    key = factory.Sequence(lambda number: f"purpose-{number:04}")
    title = factory.LazyAttribute(lambda row: both(row.key))
    description = factory.LazyFunction(lambda: both("Vi svarer deg"))
    data = factory.LazyFunction(lambda: both("E-postadresse"))
    subjects = factory.LazyFunction(lambda: both("De som skriver"))
    assessment: str = Assessment.NOT_NEEDED
    assessment_note = "Få opplysninger, ingen profil."
    assessed_on = TODAY
    legal_basis = LegalBasis.CONSENT


class VendorFactory(factory.django.DjangoModelFactory[Vendor]):
    """A recipient inside the EEA of which everything is known; nothing is needed to carry a transfer."""

    class Meta:
        model = Vendor

    key = factory.Sequence(lambda number: f"vendor-{number:04}")
    name = factory.LazyAttribute(lambda row: row.key.title())
    legal_entity = factory.LazyAttribute(lambda row: f"{row.name} Ltd")
    organisation_id = "123456"
    role = Role.PROCESSOR
    uses_for_own_purposes: bool | None = False
    data_categories = factory.LazyFunction(lambda: both("Besøkte sider"))
    subject_categories = factory.LazyFunction(lambda: both("Besøkende"))
    sub_processors_checked_on: date | None = TODAY
    does = factory.LazyFunction(lambda: both("Leverer nettsiden"))
    storage_countries = factory.LazyFunction(lambda: ["IE"])
    access_countries = factory.LazyFunction(lambda: ["IE"])
    parent_country = "IE"
    tool = TransferTool.NONE
    notice_url = "https://example.com/privacy"


class AgreementFactory(factory.django.DjangoModelFactory[Agreement]):
    """An agreement with all of Art. 28(3) in it."""

    class Meta:
        model = Agreement

    vendor = factory.SubFactory(VendorFactory)
    dated_on: date | None = TODAY
    version = "1"
    document = "arkiv 12"
    review_on: date | None = date(2027, 3, 10)
    approval = Approval.GENERAL
    on_instructions = True
    is_confidential = True
    is_secure = True
    engages_as_agreed = True
    helps_with_rights = True
    helps_with_duties = True
    deletes_or_returns = True
    allows_audits = True


class FrameworkEntryFactory(factory.django.DjangoModelFactory[FrameworkEntry]):
    """An entry that is active, covers visitors' data and was checked today."""

    class Meta:
        model = FrameworkEntry

    vendor = factory.SubFactory(VendorFactory)
    entity = "Vendor, Inc."
    status = FrameworkStatus.ACTIVE
    covers_others: bool | None = True
    certified_until: date | None = date(2026, 12, 1)
    checked_on: date | None = TODAY


class TransferLegFactory(factory.django.DjangoModelFactory[TransferLeg]):
    """Storage in the USA on standard clauses, with their assessment."""

    class Meta:
        model = TransferLeg

    vendor = factory.SubFactory(VendorFactory)
    kind = LegKind.STORAGE
    country = "US"
    tool = TransferTool.SCC2
    assessment = "arkiv 14"
    assessed_on: date | None = TODAY


class AdequacyDecisionFactory(factory.django.DjangoModelFactory[AdequacyDecision]):
    """A decision that stands and was checked today."""

    class Meta:
        model = AdequacyDecision

    country = "CH"
    source = "Commission list"
    checked_on = TODAY


class RetentionRuleFactory(factory.django.DjangoModelFactory[RetentionRule]):
    """A period of 30 days, approved as it stands."""

    class Meta:
        model = RetentionRule
        skip_postgeneration_save = True

    key = factory.Sequence(lambda number: f"rule-{number:04}")
    title = factory.LazyAttribute(lambda row: both(row.key))
    trigger = factory.LazyFunction(lambda: both("meldingen"))
    period = factory.LazyFunction(lambda: both("30 dager"))
    days: int | None = 30
    months: int | None = None
    legal_source = "GDPR Art. 5(1)(e)"
    purpose = factory.SubFactory(PurposeFactory)

    @factory.post_generation
    def is_approved(self, create: bool, extracted: bool | None, **_kwargs: Any) -> None:
        if create and extracted is not False:
            approve(self)  # type: ignore[arg-type]


def approve(rule: RetentionRule) -> None:
    """Put a rule in force, as if it had always been like this."""
    rule.approved_terms = rule.applied_terms = rule.terms
    rule.save()


class StatementFactory(factory.django.DjangoModelFactory[Statement]):
    """A section of the policy with one passage and no promise."""

    class Meta:
        model = Statement

    key = factory.Sequence(lambda number: f"statement-{number:04}")
    section = factory.LazyAttribute(lambda row: row.key)
    text = factory.LazyAttribute(lambda row: passage(row.key, "Dette gjelder."))
    promises = factory.LazyFunction(list)


class LetterFactory(factory.django.DjangoModelFactory[Letter]):
    """A letter that is due."""

    class Meta:
        model = Letter

    kind = "test.hello"
    object_id = factory.Faker("uuid4", cast_to=None)
    due_at = NOW


def passage(heading: str, text: str) -> dict[str, str]:
    """A text that starts a section, in every language."""
    return {code: f"## {heading} {code}\n\n{text}" for code, _name in settings.LANGUAGES}


def accept_gaps() -> None:
    """Let somebody answer for every gap that stops a publication: the tests' notices are short."""
    # With an address: rows that no address finds break a promise.
    facts = {"is_staff": True, "email": "answers-for-gaps@example.com"}
    somebody, _is_new = User.objects.get_or_create(username="answers-for-gaps", defaults=facts)
    for rule in all_rules().values():
        if rule.priority.blocks:
            answer = {"reason": "A test.", "decided_by": "the tests", "decided_on": TODAY, "accepted_by": somebody}
            AcceptedGap.objects.get_or_create(gap=rule.id, defaults=answer)


def small_register() -> None:
    """Everything that a policy needs, in as few rows as there can be."""
    accept_gaps()
    ControllerFactory.create()
    purpose = PurposeFactory.create(key="requests")
    RetentionRuleFactory.create(key="letters.log", purpose=purpose)
    StatementFactory.create(
        key="intro",
        text=passage("Kort fortalt", "Skriv til {contact_email}."),
        rows=["purposes/requests", "retention_rules/letters.log"],
    )


def seed(**more: Any) -> dict[str, Any]:
    """A seed file's content with one row of each kind, changed as told."""
    return {
        "controller": {
            "name": "Eksempel AS",
            "contact_email": "personvern@example.com",
            "authority_name": "Datatilsynet",
            "authority_url": "https://www.datatilsynet.no",
        },
        "purposes": [
            {
                "key": "requests",
                "legal_basis": "legal_obligation",
                "title": both("Krav"),
                "description": both("Vi svarer"),
                "data": both("E-postadresse"),
            }
        ],
        "vendors": [
            {
                "key": "host",
                "name": "Host",
                "legal_entity": "Host Ltd",
                "role": "processor",
                "does": both("Leverer"),
                "storage_countries": ["IE"],
                "parent_country": "IE",
                "tool": "none",
                "notice_url": "https://example.com/privacy",
            }
        ],
        "adequacy_decisions": [{"country": "CH", "source": "Commission list", "checked_on": TODAY}],
        "retention_rules": [
            {
                "key": "letters.log",
                "purpose": "requests",
                "days": 30,
                "legal_source": "GDPR Art. 5(1)(e)",
                "title": both("Brev"),
                "trigger": both("utsendelsen"),
                "period": both("30 dager"),
            }
        ],
        "statements": [{"key": "intro", "section": "intro", "text": passage("Kort fortalt", "Hei.")}],
        "known_defects": [
            {"key": "G-20.1", "about": "_ga", "reference": "G-20", "text": both("Mangler"), "remedy": both("Lagt til")}
        ],
    } | more


def american(**facts: Any) -> Vendor:
    """Return a recipient in the USA with an active entry on the framework's list; the decision behind it stands."""
    if not AdequacyDecision.objects.filter(country="US").exists():
        AdequacyDecisionFactory.create(country="US", scope="companies on the list")
    vendor = VendorFactory.create(parent_country="US", tool=TransferTool.DPF, **facts)
    FrameworkEntryFactory.create(vendor=vendor)
    return vendor


def prove_sentences() -> None:
    """Put a revision of the draft in force in which every promising sentence of the site is proven."""
    proven = tuple(replace(sentence, published=PROMISED) for sentence in frozen_sentences())
    content = serialize(Register(parts={"privacy": replace(register_section.freeze(NOW), sentences=proven)}))
    Revision.objects.create(number=1, published_at=NOW, content=content, sha256="0" * 64)
    in_force.forget()
