"""The form for a link by mail, and the staff form of a file."""

from hashlib import sha256
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consent.interests.subjects import all_subjects
from consent.optional_boxes.forms import FormWithBoxes
from contact.ebooks import sentences  # noqa: F401 - the text of a field refers to it
from contact.ebooks.book_files import kind_of
from contact.ebooks.errors import FileRefused
from contact.ebooks.models import Book, BookCover, BookFile
from privacy.addresses.form_fields import OwnAddressField
from privacy.intake.forms import IntakeForm
from privacy.inventory.collecting import staff_form
from privacy.pictures.errors import PictureRefused
from privacy.pictures.reading import ACCEPTED, read_image
from privacy.register.languages.fields import in_language
from privacy.register.statements.site_sentences import promised_lazily

COVER_SIDE, COVER_BYTES = 960, 200_000  # pixels: four times of what is shown, for dense screens


class LinkForm(FormWithBoxes, IntakeForm):
    """Form for the address to which a link is mailed."""

    use_required_attribute = False
    offers = ("newsletter",)
    email = OwnAddressField(
        label=_("E-mail address"),
        help_text=promised_lazily("ebooks.address-use"),
    )


def _subjects() -> list[tuple[str, str]]:
    """Return the subjects of every app, for the choice of one."""
    listed = [(subject.key, in_language(subject.title)) for subject in all_subjects().values()]
    return [("", str(_("None"))), *listed]


@staff_form
class BookForm(forms.ModelForm):
    """A book without its files. An address that is left empty is made from the title."""

    subject = forms.ChoiceField(
        label=_("Subject"),
        required=False,
        choices=_subjects,
        help_text=_("What somebody who asks for the book is taken to be interested in, if they said yes."),
    )

    class Meta:
        model = Book
        fields = ("title", "description", "subject", "address", "order")


@staff_form
class BookCoverForm(forms.ModelForm):
    """The picture of a book, and in words what it shows."""

    upload = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Upright, such as the first page of the book: JPEG, PNG, WebP or AVIF, 15 MB at the most."),
    )

    class Meta:
        model = BookCover
        fields = ("upload", "text")

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data.get("upload")
        if upload is None:
            if not self.instance.sha256:
                raise ValidationError(_("Choose a picture."), code="required")
            return None
        try:
            image = read_image(upload.read(), longest_side=COVER_SIDE, most_bytes=COVER_BYTES)
        except PictureRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        cover = self.instance
        cover.kind, cover.width, cover.height, cover.content = image.kind, image.width, image.height, image.content
        cover.sha256 = sha256(image.content).hexdigest()
        return upload


@staff_form
class BookFileForm(forms.ModelForm):
    """A file of a book; what it is, is read from its content."""

    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.epub,application/pdf,application/epub+zip"}),
        help_text=_("PDF or EPUB."),
    )

    class Meta:
        model = BookFile
        fields = ("language", "upload")

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data.get("upload")
        if upload is None:
            if self.instance.size is None:
                raise ValidationError(_("Choose a file."), code="required")
            return None
        content = upload.read()
        try:
            self.instance.kind = kind_of(content)
        except FileRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        self.instance.size, self.instance.content = len(content), content
        return upload

    def _get_validation_exclusions(self) -> set[str]:
        # The kind is read from the upload; the constraint of one file of a kind is asked with it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"kind"}

    def has_changed(self) -> bool:
        """A new file that nobody uploaded is none."""
        return bool(self.changed_data) if self.instance.size is not None else "upload" in self.changed_data

    def clean(self) -> dict[str, Any]:
        # The formset looks for two files of a kind and language in what is cleaned.
        return {**self.cleaned_data, "kind": self.instance.kind}
