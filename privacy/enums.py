"""The field's own words, as closed lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LegalBasis(models.TextChoices):
    """Art. 6(1) of the GDPR; consent to storage on a device is also ekomloven § 3-15."""

    CONSENT = "consent", _("consent (GDPR Art. 6(1)(a))")
    CONTRACT = "contract", _("contract (GDPR Art. 6(1)(b))")
    LEGAL_OBLIGATION = "legal_obligation", _("legal obligation (GDPR Art. 6(1)(c))")
    VITAL_INTERESTS = "vital_interests", _("vital interests (GDPR Art. 6(1)(d))")
    PUBLIC_TASK = "public_task", _("task in the public interest (GDPR Art. 6(1)(e))")
    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest (GDPR Art. 6(1)(f))")


class Assessment(models.TextChoices):
    """Whether a purpose needs an impact assessment (GDPR Art. 35, LAW A-12), and where that stands."""

    UNSCREENED = "unscreened", _("nobody has looked")
    NOT_NEEDED = "not_needed", _("not needed")
    NEEDED = "needed", _("needed, not done")
    DONE = "done", _("done")


class Origin(models.TextChoices):
    """Where a value comes from; only the first two are portable (Art. 20, LAW D-27)."""

    PROVIDED = "provided", _("you gave it to us")
    OBSERVED = "observed", _("recorded when you used the service")
    INFERRED = "inferred", _("concluded by us")


class KeepReason(models.TextChoices):
    """Why an erasure may leave something behind; there is no other reason (LAW D-23, D-37)."""

    ACCOUNTABILITY = "accountability", _("to show how the request was handled (GDPR Art. 5(2))")
    LEGAL_CLAIM = "legal_claim", _("to establish or defend a legal claim (GDPR Art. 17(3)(e))")
    BOOKKEEPING = "bookkeeping", _("the Bookkeeping Act requires it (GDPR Art. 17(3)(b))")
    STAFF_ACCOUNT = "staff_account", _("needed while the person works here (GDPR Art. 6(1)(b))")


class NotPersonal(models.TextChoices):
    """Why a field or a model is not personal data, or not part of a person's copy."""

    REGISTER = "register", _("facts about the company, not about a person")
    AGGREGATE = "aggregate", _("counts without any identifier")
    ANONYMOUS = "anonymous", _("tables of counts that passed the gate for sharing")
    EVIDENCE = "evidence", _("ids, counts and hashes only, by database constraint")
    FRAMEWORK = "framework", _("the framework's own bookkeeping, no person in it")
    REFERENCE = "reference", _("a link between rows, of no meaning outside the database")
    PLUMBING = "plumbing", _("state of a job or a lock")
    SECRET = "secret", _("a credential that a copy would endanger")


class Role(models.TextChoices):
    """What a recipient is to us (LAW P21, C-20)."""

    PROCESSOR = "processor", _("processor")
    JOINT = "joint", _("joint controller")
    CONTROLLER = "controller", _("independent controller")


class TransferTool(models.TextChoices):
    """What carries data out of the EEA (LAW T-04)."""

    NONE = "none", _("no transfer")
    ADEQUACY = "adequacy", _("adequacy decision (GDPR Art. 45)")
    DPF = "dpf", _("EU-US Data Privacy Framework (GDPR Art. 45)")
    SCC = "scc", _("standard contractual clauses (GDPR Art. 46)")
    SCC1 = "scc1", _("standard contractual clauses, module 1, controller to controller (GDPR Art. 46)")
    SCC2 = "scc2", _("standard contractual clauses, module 2, controller to processor (GDPR Art. 46)")
    SCC3 = "scc3", _("standard contractual clauses, module 3, processor to processor (GDPR Art. 46)")
    SCC4 = "scc4", _("standard contractual clauses, module 4, processor to controller (GDPR Art. 46)")
    BCR = "bcr", _("binding corporate rules (GDPR Art. 47)")
    ART49 = "art49", _("an exception for a single case (GDPR Art. 49)")


CLAUSES = (TransferTool.SCC, TransferTool.SCC1, TransferTool.SCC2, TransferTool.SCC3, TransferTool.SCC4)
SAFEGUARDS = (*CLAUSES, TransferTool.BCR)  # a person may have a copy of them (GDPR Art. 13(1)(f))
FRAMEWORK_LIST = "https://www.dataprivacyframework.gov/list"


class LegKind(models.TextChoices):
    """Why data meets a country: it lies there, is reached from there, or the parent company is there (LAW T-02)."""

    STORAGE = "storage", _("stored in")
    ACCESS = "access", _("reached from")
    PARENT = "parent", _("parent company in")


class FrameworkStatus(models.TextChoices):
    """What the public list of the Data Privacy Framework says of a company (LAW T-06)."""

    UNKNOWN = "unknown", _("nobody has looked")
    ACTIVE = "active", _("active")
    INACTIVE = "inactive", _("inactive, withdrawn or not on the list")


class Approval(models.TextChoices):
    """How a processor may engage others (GDPR Art. 28(2))."""

    GENERAL = "general", _("general authorisation, with a right to object")
    SPECIFIC = "specific", _("each one is approved beforehand")


class HaltReason(models.TextChoices):
    """Why a recipient is switched off."""

    TRANSFER = "transfer", _("nothing carries its transfers")
    PROMISE = "promise", _("it breaks a promise")
    STAFF = "staff", _("switched off by staff")
    NEW = "new", _("new, not switched on yet")


class TransferStatus(models.TextChoices):
    """The result of the transfer engine: amber is not verified lately, red is not allowed."""

    GREEN = "green", _("verified")
    AMBER = "amber", _("not verified")
    RED = "red", _("not allowed")


class GapPriority(models.IntegerChoices):
    """How much a gap in the notice matters (LAW 7.1)."""

    INFRINGEMENT = 1, _("likely infringement")
    WEAKNESS = 2, _("serious weakness")
    QUALITY = 3, _("could be better")

    @property
    def blocks(self) -> bool:
        """Whether nothing is published until it is mended or somebody answers for it."""
        return self is GapPriority.INFRINGEMENT


class MaterialChange(models.TextChoices):
    """What people are told about when the policy changes (Art. 13(3))."""

    PURPOSE = "purpose", _("new purpose")
    BASIS = "basis", _("another legal basis")
    DATA = "data", _("more data")
    RECIPIENT = "recipient", _("new recipient")
    ROLE = "role", _("recipient with another role or company")
    COUNTRY = "country", _("data in another country")
    TRANSFER = "transfer", _("another ground for the transfer")
    RETENTION = "retention", _("kept for longer")
    SERVICE = "service", _("new service in the browser, which asks first")
    RIGHTS = "rights", _("your rights")
    CONTROLLER = "controller", _("another controller")


class OfficerState(models.TextChoices):
    """Whether there is a data protection officer (Art. 37 to 39, LAW A-13). Empty: nobody has decided."""

    APPOINTED = "appointed", _("yes, appointed")
    NONE = "none", _("no")
    NOT_NEEDED = "not_needed", _("no, we have assessed that none is needed")


class Condition(models.TextChoices):
    """What can be asked of the register before a statement is published; ``vendor:hubspot`` names the row."""

    VENDOR = "vendor", _("only while this recipient is in use and not switched off")
    SERVICE = "service", _("only while this service is in the register")
    PURPOSE = "purpose", _("only while this purpose is in the notice")
    ROWS = "rows", _("only while the register has rows of this kind")
    THIRD_COUNTRY = "third-country", _("only while a recipient works from outside the EEA")


class VerdictKind(models.TextChoices):
    """What a check of a promise can say."""

    KEPT = "kept", pgettext_lazy("promise", "kept")
    BROKEN = "broken", _("broken")
    UNPROVEN = "unproven", _("unproven")


class DeviceClass(models.TextChoices):
    """What a page was read on: as coarse as a layout needs it (LAW P14, C-31)."""

    MOBILE = "mobile", _("mobile")
    TABLET = "tablet", _("tablet")
    DESKTOP = "desktop", _("desktop")
    OTHER = "other", _("other")


class PromiseKind(models.TextChoices):
    """What a promise is about."""

    NOTICE = "notice", _("the notice itself")
    DATA = "data", _("what is collected")
    PURPOSE = "purpose", _("what it is used for")
    RECIPIENT = "recipient", _("who receives it")
    RETENTION = "retention", _("how long it is kept")
    RIGHT = "right", _("people's rights")
    STORAGE = "storage", _("cookies and storage")
    CONTACT = "contact", _("how to reach us")


class BreachRisk(models.TextChoices):
    """What a breach can do to people: decides who must be told (Art. 33(1), 34(1))."""

    UNDECIDED = "undecided", _("not judged yet")
    NONE = "none", _("unlikely to put anybody at risk")
    RISK = "risk", _("a risk")
    HIGH = "high", _("a high risk")


class NotToldReason(models.TextChoices):
    """The only reasons for not telling those affected by a breach of high risk (Art. 34(3))."""

    UNREADABLE = "unreadable", _("the data cannot be read by others, such as encrypted (Art. 34(3)(a))")
    AVERTED = "averted", _("the high risk is averted by what we did since (Art. 34(3)(b))")
    EFFORT = "effort", _("it would take disproportionate effort; told in public instead (Art. 34(3)(c))")


class RetentionAction(models.TextChoices):
    """What happens when a rule's period is over; deletion unless a reason is named."""

    DELETE = "delete", _("delete the row")
    ANONYMISE = "anonymise", _("clear what points at a person, keep the rest")


class AnonymiseReason(models.TextChoices):
    """Why a row may stay without its person (LAW P27); there is no other reason."""

    STATISTICS = "statistics", _("figures over time (GDPR Art. 89)")
    BOOKKEEPING = "bookkeeping", _("a sum that the Bookkeeping Act requires (bokføringsloven § 13)")
    SAFETY = "safety", _("to find faults and misuse again (GDPR Art. 32)")


class RunState(models.TextChoices):
    """How far a retention run of one rule over one model has come."""

    PREVIEW = "preview", _("preview: nothing deleted, waits for the rule's approval")
    PREVIEWED = "previewed", _("preview: the rule was approved")
    STOPPED = "stopped", _("stopped: waits for an answer")
    APPROVED = "approved", _("approved: goes on with the next run")
    RUNNING = "running", _("running, or broken off: the next run goes on")
    DONE = "done", _("finished")


class StopReason(models.TextChoices):
    """Why a run stopped and asks."""

    ROWS = "rows", _("more rows than the limit")
    PERCENT = "percent", _("a larger share of the table than the limit")
    CLOCK = "clock", _("the clock is far ahead of the last run")


class HoldReason(models.TextChoices):
    """Why something due stays for the time being (LAW D-37); there is no other reason."""

    LEGAL_CLAIM = "legal_claim", _("to establish or defend a legal claim (GDPR Art. 17(3)(e))")
    BOOKKEEPING = "bookkeeping", _("the Bookkeeping Act requires it (GDPR Art. 17(3)(b))")
    AUTHORITY = "authority", _("an authority has ordered it (GDPR Art. 17(3)(b))")
