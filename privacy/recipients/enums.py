"""Choices of recipients and transfers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles of a recipient in relation to the controller (LAW P21, C-20)."""

    PROCESSOR = "processor", _("processor")
    JOINT = "joint", _("joint controller")
    CONTROLLER = "controller", _("independent controller")


class TransferTool(models.TextChoices):
    """Legal tools for transfers out of the EEA (LAW T-04)."""

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
SAFEGUARDS = (*CLAUSES, TransferTool.BCR)  # people may ask for a copy of these (GDPR Art. 13(1)(f))
FRAMEWORK_LIST = "https://www.dataprivacyframework.gov/list"


class LegKind(models.TextChoices):
    """Connections of data to a country: storage, access, or the parent company (LAW T-02)."""

    STORAGE = "storage", _("stored in")
    ACCESS = "access", _("reached from")
    PARENT = "parent", _("parent company in")


class FrameworkStatus(models.TextChoices):
    """Statuses of a company on the public list of the Data Privacy Framework (LAW T-06)."""

    UNKNOWN = "unknown", _("nobody has looked")
    ACTIVE = "active", _("active")
    INACTIVE = "inactive", _("inactive, withdrawn or not on the list")


class Approval(models.TextChoices):
    """Ways to authorise sub-processors (GDPR Art. 28(2))."""

    GENERAL = "general", _("general authorisation, with a right to object")
    SPECIFIC = "specific", _("each one is approved beforehand")


class HaltReason(models.TextChoices):
    """Reasons to switch off a recipient."""

    TRANSFER = "transfer", _("nothing carries its transfers")
    PROMISE = "promise", _("it breaks a promise")
    STAFF = "staff", _("switched off by staff")
    NEW = "new", _("new, not switched on yet")


class TransferStatus(models.TextChoices):
    """Results of the transfer engine: amber is lawful but not adequate or not checked recently, red is not allowed."""

    GREEN = "green", _("verified")
    AMBER = "amber", _("not verified")
    RED = "red", _("not allowed")
