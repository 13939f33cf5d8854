"""The forms in which staff write an issue and give it pictures."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.issues.fields import PLACES, written_out
from newsletter.issues.markdown import (
    addresses_of_pictures,
    addresses_with_fields,
    fields_in,
    unknown_pictures,
)
from newsletter.issues.models import Issue, IssuePicture
from newsletter.issues.picture_files import MOST_BYTES_TOGETHER, read_picture
from newsletter.issues.pictures import number_in
from newsletter.topics.models import Topic
from privacy.inventory.collecting import staff_form
from privacy.pictures.errors import PictureRefused
from privacy.register.languages.fields import TranslatedFormField, names_of


def topic_choices() -> list[tuple[str, str]]:
    """Return the topics that readers can choose among."""
    return [(topic.key, str(topic)) for topic in Topic.objects.in_use()]


@staff_form
class IssueForm(forms.ModelForm):
    """Subject and text in each language; only the default language is required."""

    subject = TranslatedFormField(label=gettext_lazy("Subject"))
    body = TranslatedFormField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Markdown: # heading, *emphasis*, [link](https://…), lists. ![](picture:1) shows the first of the pictures "
            "below. {address} becomes the reader’s address and {since} the day on which it was confirmed; a brace "
            "itself is \\{."
        ),
    )

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        help_text=Issue._meta.get_field("topics").help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=topic_choices,
    )

    class Meta:
        model = Issue
        fields = ("subject", "body", "topics")

    def clean_body(self) -> dict[str, str]:
        body: dict[str, str] = self.cleaned_data["body"]
        addresses = (address for text in body.values() for address in addresses_of_pictures(text))
        if foreign := next((address for address in addresses if number_in(address) is None), None):
            raise ValidationError(
                _(
                    "The picture “%(address)s” is on another server, which would learn who reads the mail. Add it "
                    "below, and write ![](picture:1)."
                )
                % {"address": foreign}
            )
        _check_fields(body)
        return body

    def clean_subject(self) -> dict[str, str]:
        subject: dict[str, str] = self.cleaned_data["subject"]
        if any(f"{{{name}}}" in text for text in subject.values() for name in PLACES):
            raise ValidationError(_("A subject is the same for everybody: %(fields)s are for the text.") % _fields())
        return subject


def _check_fields(body: Mapping[str, str]) -> None:
    """Raise ``ValidationError`` for a merge field that does not exist, or that would tell who follows a link."""
    named = dict.fromkeys(name for text in body.values() for name in fields_in(text))
    if unknown := [name for name in named if name not in PLACES]:
        raise ValidationError(
            _("There is no field {%(name)s}. The fields are %(fields)s. For a brace itself write \\{.")
            % {"name": "}, {".join(unknown), **_fields()}
        )
    links = [link for text in body.values() for link in addresses_with_fields(text, PLACES)]
    if links:
        raise ValidationError(
            _("The link “%(address)s” would tell who follows it: %(fields)s are for the text.")
            % {"address": links[0], **_fields()}
        )


def _fields() -> dict[str, str]:
    return {"fields": written_out()}


@staff_form
class PictureForm(forms.ModelForm):
    """A picture of an issue. The set of forms gives it its number."""

    upload = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=gettext_lazy(
            "JPEG or PNG, at most 300 kB and 2000 pixels a side; 600 kB together, as a mail is to stay below 1 MB. "
            "What the file tells of place and camera is left out."
        ),
    )

    number: int | None = None

    class Meta:
        model = IssuePicture
        fields = ("upload", "alt", "is_decorative")

    def clean_upload(self) -> Any:
        upload = self.cleaned_data.get("upload")
        if upload is None:
            if not self.instance.size:
                raise ValidationError(_("Choose a picture."), code="required")
            return None
        try:
            image = read_picture(upload.read())
        except PictureRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        self.instance.content, self.instance.size = image.content, len(image.content)
        self.instance.sha256 = sha256(image.content).hexdigest()
        self.instance.kind, self.instance.width, self.instance.height = image.kind, image.width, image.height
        return upload

    def save(self, commit: bool = True) -> IssuePicture:
        self.instance.number = self.number
        return cast("IssuePicture", super().save(commit))


class PictureFormSet(forms.BaseInlineFormSet):
    """The pictures of an issue, compared with its text."""

    def clean(self) -> None:
        super().clean()
        pictures = [form for form in self.forms if self._is_kept(form)]
        if any(form.errors for form in pictures):
            return
        _number(pictures)
        self._check_words(pictures)
        together = sum(form.instance.size for form in pictures)
        if together > MOST_BYTES_TOGETHER:
            raise ValidationError(
                _(
                    "The pictures have %(size)d kB together; in a mail they may have %(most)d kB. Save them smaller, "
                    "or take one out."
                )
                % {"size": -(-together // 1000), "most": MOST_BYTES_TOGETHER // 1000}
            )
        self._check_signs(pictures)

    def _is_kept(self, form: Any) -> bool:
        is_there = bool(form.instance.size) or form.has_changed()
        return is_there and form not in self.deleted_forms

    def _check_words(self, pictures: list[Any]) -> None:
        for form in pictures:
            alt = form.cleaned_data.get("alt") or {}
            lacking = [
                code for code, text in self.instance.body.items() if text.strip() and not alt.get(code, "").strip()
            ]
            if lacking and not form.cleaned_data.get("is_decorative"):
                form.add_error(
                    "alt",
                    _("Say what the picture shows in: %(languages)s. Or tick that it is only decoration.")
                    % {"languages": ", ".join(names_of(lacking))},
                )

    def _check_signs(self, pictures: list[Any]) -> None:
        own = [form.number for form in pictures]
        if unknown := [name for name in unknown_pictures(self.instance.body.values(), own) if number_in(name)]:
            there = ", ".join(f"picture:{number}" for number in own) or _("none")
            raise ValidationError(
                _("The text names %(unknown)s, which the issue does not have. Its pictures: %(there)s.")
                % {"unknown": ", ".join(unknown), "there": there}
            )


def _number(pictures: list[Any]) -> None:
    """Give each new picture the next number, in the order of the page."""
    last = max((form.instance.number or 0 for form in pictures), default=0)
    for form in pictures:
        form.number = form.instance.number or (last := last + 1)


@staff_form
class StartForm(forms.Form):
    """When an issue starts; empty is as soon as it can no longer be undone."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("Start at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=gettext_lazy("Empty: at once."),
    )
