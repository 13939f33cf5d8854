"""Requests in every state, made through the operations that make them for real."""

from datetime import UTC, datetime
from uuid import uuid4

from django.contrib.auth.models import Permission, User

from dsar.cases import asking, deciding
from dsar.cases.copies import seen
from dsar.cases.enums import Ground, Right
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.erasures import approving
from dsar.erasures.queries import make_plan

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADDRESS = "kari@example.com"


def asked(
    right: Right = Right.ACCESS, *, address: str = ADDRESS, message: str = "", language: str = "nb", now: datetime = NOW
) -> Case:
    """A request that nobody has confirmed."""
    before = set(Case.objects.values_list("pk", flat=True))
    asking.ask(right=right, address=address, message=message, language=language, now=now)
    return Case.objects.exclude(pk__in=before).get()


def opened(right: Right = Right.ACCESS, *, address: str = ADDRESS, now: datetime = NOW, **kwargs: str) -> Case:
    """A confirmed request."""
    case = asked(right, address=address, now=now, **kwargs)
    return asking.confirm(case_id=case.pk, now=now)


def address_of(case: Case) -> str:
    return Contact.objects.get(case=case).email


def case_worker(name: str = "saksbehandler", *permissions: str) -> User:
    """Somebody who may see and decide requests; or who has only the permissions named."""
    user = User.objects.create_user(f"{name}@example.com", f"{name}@example.com", "x", is_staff=True)
    wanted = permissions or ("view_case", "decide_case")
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted, content_type__app_label="dsar"))
    return User.objects.get(pk=user.pk)


def approved(*, case: Case, staff: User, now: datetime) -> Job:
    """Approve a request with what the page before it shows."""
    if case.right != Right.ERASURE:
        return deciding.approve(case=case, plan=seen.of_copy(case), staff=staff, now=now)
    return approving.approve(
        case=case, plan=make_plan(addresses_of(Contact.objects.get(case=case)), now), staff=staff, now=now
    )


def refused(*, case: Case, ground: Ground, reasons: str, now: datetime = NOW, staff: User | None = None) -> Case:
    """Refuse a request as two people do: one proposes it with the evidence, another decides."""
    first = case_worker(f"proposes-{uuid4().hex}")
    for person in (first, staff or case_worker(f"decides-{uuid4().hex}")):
        case = deciding.refuse(
            case=case, ground=ground, reasons=reasons, evidence="Notatet i saken", staff=person, now=now
        )
    return case
