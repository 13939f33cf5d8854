"""The promises about what counts as personal data, and about profiles."""

from django.utils.translation import gettext as _

from privacy.inventory import columns
from privacy.inventory.profiles import concluded, label, profiles
from privacy.promises.registry import Facts, Verdict, broken, few, kept, promise
from privacy.purposes.enums import Assessment, LegalBasis
from privacy.purposes.models import Purpose


@promise("P2")
def everything_held_is_known(facts: Facts) -> Verdict:
    """Every column that the database has is declared or exempt, and what we concluded about people is in their copy."""
    there = columns.in_database()
    found = list(concluded())
    figure = _("%(columns)s columns in %(tables)s tables, %(concluded)s of them concluded by us") % {
        "columns": len(there),
        "tables": len({table for table, _column in there}),
        "concluded": len(found),
    }
    if strangers := [*columns.unknown(), *columns.undeclared()]:
        return broken(figure, _("Nobody has declared: %(names)s.") % {"names": few(strangers)})
    hidden = [label(data, name) for data, name in found if not data.fields[name].in_copy]
    if hidden:
        return broken(figure, _("Concluded about people and not in their copy: %(names)s.") % {"names": few(hidden)})
    return kept(figure)


@promise("P11")
def profiles_are_consented(facts: Facts) -> Verdict:
    """What is concluded about anybody is a plain yes or no, or rests on a consent and an assessment of its impact."""
    found = list(profiles())
    figure = _("%(count)s concluded values, %(profiles)s of them a profile") % {
        "count": len(list(concluded())),
        "profiles": len(found),
    }
    # A column beside the register could hold anything, a profile too.
    if strangers := columns.unknown():
        return broken(figure, _("Nobody has declared: %(names)s.") % {"names": few(strangers)})
    lawful = set(
        Purpose.objects.filter(legal_basis=LegalBasis.CONSENT)
        .exclude(assessment__in=(Assessment.UNSCREENED, Assessment.NEEDED))
        .values_list("key", flat=True)
    )
    wrong = [label(data, name) for data, name in found if data.purpose not in lawful]
    if wrong:
        return broken(figure, _("A profile without consent or assessment: %(names)s.") % {"names": few(wrong)})
    return kept(figure)
