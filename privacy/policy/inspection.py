"""The policy in force on a day, for an inspection."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.law.deadlines import end_of
from privacy.policy.documents import keep_policy_pdf, keep_register_json
from privacy.policy.models import RevisionText
from privacy.register.models import Revision
from privacy.staff.inspection import BundleFile, Scope, inspection_part, table, text


@inspection_part(
    "policy",
    order=20,
    title=gettext_lazy("Policy in force on the day"),
    about=gettext_lazy("In every language, with the register behind it and the list of all versions."),
    permission="privacy.view_revision",
)
def policy(scope: Scope) -> Iterator[BundleFile]:
    """Return the texts of the revision that was in force at the end of the day."""
    revisions = Revision.objects.defer("content").newest_first()
    yield table(
        "versions",
        [_("version"), _("published at"), "sha256"],
        [[revision.number, revision.published_at, revision.sha256] for revision in revisions],
    )
    in_force = Revision.objects.last_before(end_of(scope.day))
    if in_force is None:
        yield text("none", [_("No policy was published by the end of this day.")])
        return
    for language_text in RevisionText.objects.filter(revision=in_force):
        content = bytes(keep_policy_pdf(text=language_text).content)
        yield BundleFile(name=f"version-{in_force.number}-{language_text.language}.pdf", content=content)
    register = bytes(keep_register_json(revision=in_force).content)
    yield BundleFile(name=f"version-{in_force.number}-register.json", content=register)
