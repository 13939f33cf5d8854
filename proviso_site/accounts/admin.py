"""Admin pages of staff users and groups: Django's, with checkboxes for permissions instead of two lists."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import EmailField
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.addresses.form_fields import AddressFormField
from privacy.inventory.collecting import staff_form
from privacy.staff.lookups import DeclaredLookupsAdmin

admin.site.unregister([Group, User])
admin.site.index_title = gettext_lazy("Overview")


class RightsField(forms.ModelMultipleChoiceField):
    """Permissions, labelled in the reader's language; their names in the database are English."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "checks"})

    def label_from_instance(self, obj: Permission) -> str:
        action, _underscore, model = obj.codename.partition("_")
        model_name = capfirst(obj.content_type.name)
        words = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("see")}
        is_plain = action in words and model == obj.content_type.model
        return f"{model_name}: {words[action] if is_plain else _(obj.name)}"


class TickedRights(DeclaredLookupsAdmin):
    """Admin that shows groups and permissions as checkboxes."""

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        if db_field.related_model is Permission:
            rights = Permission.objects.select_related("content_type")
            return RightsField(queryset=rights, required=False, label=capfirst(db_field.verbose_name))
        return db_field.formfield(widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}))


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


@admin.register(User)
class StaffAdmin(TickedRights, UserAdmin):
    filter_horizontal = ()
    formfield_overrides = {EmailField: {"form_class": AddressFormField}}
    change_password_form = StaffPasswordForm


@admin.register(Group)
class StaffGroupAdmin(TickedRights, GroupAdmin):
    filter_horizontal = ()
