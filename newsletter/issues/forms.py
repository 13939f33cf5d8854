"""The form in which staff write an issue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.issues.models import Issue
from newsletter.topics.models import Topic
from privacy.inventory.collecting import staff_form
from privacy.register.languages.fields import TranslatedFormField


def topic_choices() -> list[tuple[str, str]]:
    """Return the topics that readers can choose among."""
    return [(topic.key, str(topic)) for topic in Topic.objects.in_use()]


@staff_form
class IssueForm(forms.ModelForm):
    """Subject and text in each language; only the default language is required."""

    subject = TranslatedFormField(label=Issue._meta.get_field("subject").verbose_name)
    body = TranslatedFormField(
        label=Issue._meta.get_field("body").verbose_name, help_text=Issue._meta.get_field("body").help_text
    )

    topics = forms.MultipleChoiceField(
        label=Issue._meta.get_field("topics").verbose_name,
        help_text=Issue._meta.get_field("topics").help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=topic_choices,
    )

    class Meta:
        model = Issue
        fields = ("subject", "body", "topics")


@staff_form
class StartForm(forms.Form):
    """When an issue starts; empty is as soon as it can no longer be undone."""

    starts_at = forms.DateTimeField(
        label=_("Start at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Empty: at once."),
    )
