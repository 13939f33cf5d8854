"""Documents of a revision: made at the first request, stored, and never changed."""

import hashlib
from collections.abc import Callable

from django.db import connection, transaction

from privacy.policy.linked_data import register_json
from privacy.policy.models import DocumentName, RevisionDocument, RevisionText
from privacy.policy.pdf import policy_pdf
from privacy.register.models import Revision


def keep_policy_pdf(*, text: RevisionText) -> RevisionDocument:
    """Return the PDF of a published text; make it at the first request."""
    kept = _kept(text.revision_id, DocumentName.POLICY, text.language)
    return kept or _make(text.revision_id, DocumentName.POLICY, text.language, lambda: policy_pdf(text))


def keep_register_json(*, revision: Revision) -> RevisionDocument:
    """Return a revision's register as JSON-LD; make it at the first request."""
    kept = _kept(revision.number, DocumentName.REGISTER, "")
    return kept or _make(revision.number, DocumentName.REGISTER, "", lambda: register_json(revision))


def _kept(number: int, name: DocumentName, language: str) -> RevisionDocument | None:
    return RevisionDocument.objects.filter(revision=number, name=name, language=language).first()


@transaction.atomic
def _make(number: int, name: DocumentName, language: str, content: Callable[[], bytes]) -> RevisionDocument:
    """Make and store a document, or return it if another request has just made it."""
    # The lock makes simultaneous requests for the same document wait for the first.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(730103, hashtext(%s))", [f"{number} {name} {language}"])
    if (kept := _kept(number, name, language)) is not None:
        return kept
    made = content()
    return RevisionDocument.objects.create(
        revision_id=number, name=name, language=language, content=made, sha256=hashlib.sha256(made).hexdigest()
    )
