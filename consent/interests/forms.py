"""The form for the link to one's own profile."""

from django.utils.translation import gettext_lazy as _

from consent.interests import sentences  # noqa: F401 - the text of a field refers to it
from privacy.addresses.form_fields import OwnAddressField
from privacy.intake.forms import IntakeForm
from privacy.register.statements.site_sentences import promised_lazily


class ProfileLinkForm(IntakeForm):
    """Form for the address to which the link is mailed."""

    use_required_attribute = False
    email = OwnAddressField(
        label=_("E-mail address"),
        help_text=promised_lazily("interests.address-use"),
    )
