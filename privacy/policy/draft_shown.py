"""What the page that publishes shows of the draft's rows, kept in the process for as long as it is true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import get_language

from privacy.erasure.revision_numbers import next_number
from privacy.law.deadlines import local_date
from privacy.policy import draft as drafts
from privacy.policy.draft import Draft
from privacy.policy.queries import LanguageLeftOut, left_out
from privacy.recipients.models import TransferAcceptance
from privacy.register import basis, sections
from privacy.register.operations import gaps
from privacy.register.reading_once import reading_once
from privacy.register.row_versions import row_versions


@dataclass(frozen=True, kw_only=True)
class ShownDraft:
    """The draft, the languages that it leaves out, and what the register lacks, in one language."""

    draft: Draft
    left_out: list[LanguageLeftOut]
    gaps: list[str]
    lacking: int


_kept: tuple[Any, ShownDraft] | None = None


def look(now: datetime) -> ShownDraft:
    """Return what a page shows of the draft; anything that it depends on makes it be read anew."""
    global _kept
    # Read before the draft: what changes meanwhile has another key, and the next look reads the draft again.
    key = (row_versions(models()), next_number(), *drafts.last_results(), local_date(now), get_language())
    if _kept is not None and _kept[0] == key:
        return _kept[1]
    shown = _look(now)
    _kept = (key, shown)
    return shown


def models() -> Iterable[type[Model]]:
    """Return the models whose rows make the draft, apart from revisions and verdicts."""
    # A gap is accepted by a person for as long as that person has an account.
    found = {model for section in sections.all_sections() for model in section.models.values()}
    found |= {model for model, _columns in sections.seed_rows().values()} | {TransferAcceptance, get_user_model()}
    return sorted(found, key=lambda model: model._meta.label)


def forget() -> None:
    """Let the next look read the draft, for tests that change the settings."""
    global _kept
    _kept = None


def _look(now: datetime) -> ShownDraft:
    with reading_once():
        draft = drafts.look(now)
        return ShownDraft(
            draft=draft,
            left_out=left_out(draft.content, settings.LANGUAGES),
            gaps=gaps(),
            lacking=sum(map(len, basis.missing().values())),
        )
