"""Forms of staff accounts: what is offered is what the person at the keyboard has."""

from typing import Any, cast

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.addresses.form_fields import AddressFormField
from privacy.inventory.collecting import base_form, staff_form


@staff_form
class StaffLoginForm(LoginForm):
    """allauth's form, with the field of the name called as browsers and the administration know it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for shown in self.fields.values():
            shown.widget.attrs.pop("placeholder", None)  # it only says the label again, and goes with the first letter

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("username" if field_name == "login" else field_name)


class RightsField(forms.ModelMultipleChoiceField):
    """Permissions, labelled in the reader's language; their names in the database are English."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "checks"})

    def label_from_instance(self, obj: Permission) -> str:
        return permission_in_words(obj)


def permission_in_words(right: Permission) -> str:
    """Return such as “Subscription: see”."""
    action, _underscore, model = right.codename.partition("_")
    model_name = capfirst(right.content_type.name)
    words = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("see")}
    is_plain = action in words and model == right.content_type.model
    return f"{model_name}: {words[action] if is_plain else _(right.name)}"


@base_form
class OwnRightsOnlyForm(forms.ModelForm):
    """Offers a part of the rows of ``limited`` fields; the rows beyond it that were chosen by others stay chosen."""

    limited: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.limited:
            if self.instance.pk and name in self.fields and name in cleaned:
                cleaned[name] = self._with_others(name, cleaned[name])
        return cleaned

    def _with_others(self, name: str, chosen: QuerySet[Any]) -> QuerySet[Any]:
        offered = cast("forms.ModelMultipleChoiceField", self.fields[name]).queryset
        chosen_ids = {row.pk for row in chosen}
        hidden_ids = set(getattr(self.instance, name).values_list("pk", flat=True)) - {row.pk for row in offered or ()}
        return chosen.model._default_manager.filter(pk__in=chosen_ids | hidden_ids)


@staff_form
class StaffForm(OwnRightsOnlyForm, UserChangeForm):
    limited = ("groups", "user_permissions")

    class Meta(UserChangeForm.Meta):
        model = User
        field_classes = {**(UserChangeForm.Meta.field_classes or {}), "email": AddressFormField}


@staff_form
class StaffGroupForm(OwnRightsOnlyForm):
    limited = ("permissions",)

    class Meta:
        model = Group
        fields = ("name", "permissions")


@staff_form
class StaffPasswordForm(AdminPasswordChangeForm):
    """Django's form, with a translated warning: Django's is in English only."""

    usable_password_help_text = cast(
        str,  # it is lazy, as Django's own is
        format_lazy(
            '{help}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{warning}</li></ul>',
            help=SetUnusablePasswordMixin.usable_password_help_text,
            warning=gettext_lazy("If you switch it off, the password of this account is lost."),
        ),
    )
