"""The promises that data ends: no longer than needed, and then really gone."""

from datetime import timedelta

from privacy.inventory.declarations import title_of
from privacy.register.promises.phrases import few, remarked, said
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise
from privacy.retention import backups, overdue, published_periods
from privacy.retention.enums import RetentionAction
from privacy.retention.models import RetentionRule

# The engine runs every hour; a day without it is a fault that somebody must see.
GRACE = timedelta(days=1)


@promise("P26")
def nothing_is_kept_too_long(facts: Facts) -> Verdict:
    """Every model has a rule and an end that the database can look up; no row is past its end or could outstay it.

    The rules that delete are no longer than the policy says, and its words say what they do.
    """
    rows, waiting, models = overdue.count_watched()
    figure = _("%(rows)s rows in %(models)s models, %(waiting)s of them with a clock that has not started") % {
        "rows": rows,
        "models": models,
        "waiting": waiting,
    }
    if lacking := overdue.models_without_rule():
        return broken(figure, _("No rule of the register ends: %(names)s.") % {"names": few(lacking)})
    if lacking := overdue.models_without_index():
        return broken(figure, _("The end has no index: %(names)s.") % {"names": few(lacking)})
    if late := [remarked(said(title_of, label), count) for label, count in overdue.overdue_rows(facts.now - GRACE)]:
        return broken(figure, _("Past their end and still there: %(names)s.") % {"names": few(late)})
    if pushed := [remarked(said(title_of, label), count) for label, count in overdue.unending_rows(facts.now, GRACE)]:
        return broken(figure, _("Would be kept longer than their rule: %(names)s.") % {"names": few(pushed)})
    if lies := list(published_periods.faults(facts.register.retention_rules, facts.now)):
        return broken(figure, _("The policy says a shorter time: %(names)s.") % {"names": few(lies)})
    if requested := sum(rows.count() for _line, rows in overdue.requested_rows(facts.now)):
        figure = _("%(figure)s; %(count)s due rows stay until an open request is answered") % {
            "figure": figure,
            "count": requested,
        }
    return kept(figure)


@promise("P27")
def what_has_ended_is_gone(facts: Facts) -> Verdict:
    """What the receipts say is gone is gone; nothing is hidden or left behind instead; what stays has a reason.

    Backups do not outlive what the policy says of them.
    """
    count = overdue.count_receipts()
    figure = _("%(count)s receipts, each as the journal has it; what they name was looked for") % {"count": count}
    unreasoned = RetentionRule.objects.filter(action=RetentionAction.ANONYMISE, anonymise_reason="")
    for names, words in (
        (overdue.soft_delete_columns(), _("Marked as gone instead of deleted: %(names)s.")),
        (overdue.keys_without_cascade(), _("Would stay when its row is deleted: %(names)s.")),
        (overdue.models_with_deleted_rows(), _("There, though a receipt says it is gone: %(names)s.")),
        (overdue.runs_unlike_journal(), _("Receipt and journal differ: %(names)s.")),
        ([rule.key for rule in unreasoned], _("Kept without a person and without a reason: %(names)s.")),
    ):
        if names:
            return broken(figure, words % {"names": few(names)})
    for fault in backups.faults(facts.register.retention_rules, facts.now):
        return broken(figure, fault)
    return kept(figure)
