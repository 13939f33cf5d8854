"""Promise about profiles."""

from privacy.inventory import tables
from privacy.inventory.profiles import faults, field_label, inferred_fields, profile_fields
from privacy.register.promises.phrases import few, joined
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise
from privacy.register.purposes.enums import Assessment, LegalBasis
from privacy.register.purposes.models import Purpose


@promise("P11")
def profiles_are_consented(facts: Facts) -> Verdict:
    """What is concluded about anybody is a plain yes or no, or rests on a consent and an assessment of its impact.

    Each app that makes profiles also looks at its own rows.
    """
    profiles = list(profile_fields())
    figure = _("%(count)s concluded values, %(profiles)s of them a profile") % {
        "count": len(list(inferred_fields())),
        "profiles": len(profiles),
    }
    # An undeclared column could contain a profile.
    if strangers := tables.unknown():
        return broken(figure, _("Nobody has declared: %(names)s.") % {"names": few(strangers)})
    lawful = set(
        Purpose.objects.filter(legal_basis=LegalBasis.CONSENT)
        .exclude(assessment__in=(Assessment.UNSCREENED, Assessment.NEEDED))
        .values_list("key", flat=True)
    )
    wrong = [field_label(data, name) for data, name in profiles if data.purpose not in lawful]
    if wrong:
        return broken(figure, _("A profile without consent or assessment: %(names)s.") % {"names": few(wrong)})
    if found := [fault for look in faults.values() if (fault := look(facts.now))]:
        return broken(figure, joined(found, " "))
    return kept(figure)
