"""The contact form (LAW P8): a message, an e-mail address, and three optional fields."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contact.messages import sentences  # noqa: F401 - the text of a field refers to it
from contact.messages.models import Message, ReplyTemplate
from privacy.addresses.form_fields import AddressFormField, OwnAddressField
from privacy.intake.forms import IntakeForm
from privacy.inventory.collecting import staff_form
from privacy.register.languages.fields import in_language
from privacy.register.statements.site_sentences import promised_lazily

LONGEST_TEXT = 5000


class ContactForm(IntakeForm):
    """Form for a message and an e-mail address; name, company and telephone are optional."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        help_text=_("Leave out what we do not need to know, such as health or a national identity number."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Write your message."),
            "max_length": _("The message has %(show_value)s characters; the most is %(limit_value)s."),
        },
    )
    email = OwnAddressField(
        label=_("E-mail address"),
        help_text=promised_lazily("contact.address-use"),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("The name has at most 120 characters.")},
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": _("The company's name has at most 120 characters.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("If you would rather be called."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        error_messages={"max_length": _("The telephone number has at most 40 characters.")},
    )

    def message(self) -> dict[str, str]:
        """Return the cleaned values by field of ``Message``."""
        return {name: self.cleaned_data[name] for name in ("text", "email", "name", "company", "phone")}


@staff_form
class ReplyForm(forms.Form):
    """An answer; ``template`` fills in the text when its button is pressed, and is not sent."""

    template = forms.ModelChoiceField(
        label=_("Begin with a template"), queryset=ReplyTemplate.objects.all(), required=False, empty_label=_("none")
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, required=False)
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The question is added below, and the company’s name."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    @classmethod
    def of(cls, request: HttpRequest, message: Message) -> "ReplyForm":
        """Return the form as it was sent, or as it begins; with the words of a template if one was asked for."""
        chosen = request.POST.get("template", "")
        if request.method == "POST" and "fill_in" not in request.POST:
            return cls(request.POST)
        language = request.POST.get("language", message.language)
        template = ReplyTemplate.objects.filter(pk=chosen).first() if _is_id(chosen) else None
        words = in_language(template.text, language) if template else request.POST.get("text", "")
        return cls(initial={"language": language, "template": chosen, "text": words})


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@staff_form
class MentionForm(forms.Form):
    """Who is mentioned in a message."""

    email = AddressFormField(
        label=_("E-mail address"),
        help_text=_("The message is then found for this person too, who sees it without who wrote it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
