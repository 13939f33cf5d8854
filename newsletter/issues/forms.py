"""The forms in which staff write an issue and give it pictures."""

from contextlib import suppress
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.issues.fields import objection_to_subject, objection_to_text
from newsletter.issues.markdown import addresses_of_pictures, unknown_pictures
from newsletter.issues.models import Issue, IssuePicture
from newsletter.issues.pictures import LONGEST_SIDE, MOST_BYTES, MOST_BYTES_TOGETHER, number_in
from newsletter.topics.models import Topic
from privacy.inventory.collecting import staff_form
from privacy.pictures.errors import PictureRefused
from privacy.pictures.reading import ACCEPTED, read_image
from privacy.register.languages.fields import TranslatedFormField, names_of
from privacy.web.days import MomentInput


def topic_choices() -> list[tuple[str, str]]:
    """Return the topics that readers can choose among."""
    return [(topic.key, str(topic)) for topic in Topic.objects.in_use()]


@staff_form
class IssueForm(forms.ModelForm):
    """Subject and text in each language; only the default language is required."""

    subject = TranslatedFormField(label=gettext_lazy("Subject"), is_line=True)
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

    # Both add their error and return the text all the same: without it the issue would be said to have none.
    def clean_body(self) -> dict[str, str]:
        body: dict[str, str] = self.cleaned_data["body"]
        addresses = (address for text in body.values() for address in addresses_of_pictures(text))
        if foreign := next((address for address in addresses if number_in(address) is None), None):
            self.add_error(
                "body",
                _(
                    "The picture “%(address)s” is on another server, which would learn who reads the mail. Add it "
                    "below, and write ![](picture:1)."
                )
                % {"address": foreign},
            )
        if objection := objection_to_text(body):
            self.add_error("body", objection)
        return body

    def clean_subject(self) -> dict[str, str]:
        subject: dict[str, str] = self.cleaned_data["subject"]
        if objection := objection_to_subject(subject):
            self.add_error("subject", objection)
        return subject


@staff_form
class PictureForm(forms.ModelForm):
    """A picture of an issue. The set of forms gives it its number."""

    upload = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "As your telephone or program saves it: JPEG, PNG, WebP or AVIF, 15 MB at a time. It is made small enough "
            "for a mail, and what the file tells of place and camera is left out."
        ),
    )

    number: int | None = None

    class Meta:
        model = IssuePicture
        fields = ("upload", "alt", "is_decorative")

    def clean_upload(self) -> bytes | None:
        upload = self.cleaned_data.get("upload")
        if upload is None:
            if not self.instance.size:
                raise ValidationError(_("Choose a picture."), code="required")
            return None
        content: bytes = upload.read()
        try:
            self.take(content, MOST_BYTES)
        except PictureRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        return content

    def take(self, content: bytes, most_bytes: int) -> None:
        """Give the picture what was uploaded, as a file of at most so many bytes. Raises ``PictureRefused``."""
        image = read_image(content, longest_side=LONGEST_SIDE, most_bytes=most_bytes)
        self.instance.content, self.instance.size = image.content, len(image.content)
        self.instance.sha256 = sha256(image.content).hexdigest()
        self.instance.kind, self.instance.width, self.instance.height = image.kind, image.width, image.height

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
        self._fit(pictures)
        self._check_signs(pictures)

    def _is_kept(self, form: Any) -> bool:
        is_there = bool(form.instance.size) or form.has_changed()
        return is_there and form not in self.deleted_forms

    def _fit(self, pictures: list[Any]) -> None:
        """Make those that were uploaded now smaller where all are too large for a mail together."""
        uploads = [form for form in pictures if form.cleaned_data.get("upload")]
        room = MOST_BYTES_TOGETHER - sum(form.instance.size for form in pictures if form not in uploads)
        if uploads and _together(pictures) > MOST_BYTES_TOGETHER:
            with suppress(PictureRefused):
                for form in uploads:
                    form.take(form.cleaned_data["upload"], room // len(uploads))
        if (together := _together(pictures)) > MOST_BYTES_TOGETHER:
            raise ValidationError(
                _("The pictures have %(size)d kB together; in a mail they may have %(most)d kB. Take one out.")
                % {"size": -(-together // 1000), "most": MOST_BYTES_TOGETHER // 1000}
            )

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


def _together(pictures: list[Any]) -> int:
    return sum(form.instance.size for form in pictures)


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
        widget=MomentInput(),
        help_text=gettext_lazy("Empty: at once."),
    )
