"""The form in which staff write an issue."""

from django import forms

from newsletter.issues.models import Issue
from privacy.inventory.collecting import staff_form
from privacy.languages.fields import TranslatedFormField


@staff_form
class IssueForm(forms.ModelForm):
    """Subject and text in each language; only the default language is required."""

    subject = TranslatedFormField(label=Issue._meta.get_field("subject").verbose_name)
    body = TranslatedFormField(
        label=Issue._meta.get_field("body").verbose_name, help_text=Issue._meta.get_field("body").help_text
    )

    class Meta:
        model = Issue
        fields = ("subject", "body")
