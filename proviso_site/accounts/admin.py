"""Admin pages of staff accounts and groups: nobody gives what they do not have, and never to themselves."""

from typing import Any, cast

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 - registers what is taken out below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.staff import acts
from privacy.staff.consequences import Consequences, RowGroup
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.staff.proof import ask_for_proof, fresh_proof_required
from proviso_site.accounts import operations, roles
from proviso_site.accounts.forms import (
    RightsField,
    StaffForm,
    StaffGroupForm,
    StaffPasswordForm,
    permission_in_words,
)
from proviso_site.accounts.queries import groups_within, held_permissions, permissions_of_group, state_of

# Second factors and addresses are their owners'; nobody adds one to an account of another.
admin.site.unregister([Group, User, Authenticator, EmailAddress])
admin.site.index_title = gettext_lazy("Overview")

POWER_FIELDS = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
_CHECKS = {"class": "checks"}


def actor_of(request: HttpRequest) -> User:
    """Return who is logged in; the administration admits accounts only."""
    return cast("User", request.user)


class OwnRightsOnlyAdmin(DeclaredLookupsAdmin):
    """Admin that offers the groups and permissions that the reader has, as checkboxes, and asks for fresh proof."""

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        actor = actor_of(request)
        held = held_permissions(actor)
        if db_field.related_model is Permission:
            rights = Permission.objects.select_related("content_type")
            offered = [one.pk for one in rights if f"{one.content_type.app_label}.{one.codename}" in held]
            label = capfirst(db_field.verbose_name)
            return RightsField(queryset=rights.filter(pk__in=offered), required=False, label=label)
        groups = Group.objects.all() if actor.is_superuser else Group.objects.filter(pk__in=groups_within(held))
        widget = forms.CheckboxSelectMultiple(attrs=_CHECKS)
        return db_field.formfield(widget=widget, queryset=groups)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" or self.has_change_permission(request):
            return ask_for_proof(request) or super().changeform_view(request, *args, **kwargs)
        return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        asked = ask_for_proof(request) if request.method == "POST" else None
        return asked or super().changelist_view(request, extra_context)

    @fresh_proof_required
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().delete_view(request, object_id, extra_context)


@admin.register(User)
class StaffAdmin(OwnRightsOnlyAdmin, UserAdmin):
    filter_horizontal = ()
    form = StaffForm
    change_password_form = StaffPasswordForm

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<int:pk>/second-factor/", reset, name="auth_user_second_factor"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [(None, {"fields": ("username", "password", "second_factor")}), *list(fieldsets)[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [*super().get_readonly_fields(request, obj), "second_factor", "last_login", "date_joined"]
        if obj is not None and obj.pk == request.user.pk:
            fields += POWER_FIELDS
        elif not actor_of(request).is_superuser:
            fields += ["is_superuser", *(("username", "email") if self._is_above(request, obj) else ())]
        return fields

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, user: User) -> SafeString:
        """Name the factors of an account, with the way to reset them."""
        kinds = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        names = [str(one) for one in kinds] or [_("none")]
        address = reverse("admin:auth_user_second_factor", args=[user.pk])
        return format_html('{} <a href="{}">{}</a>', ", ".join(names), address, _("Reset"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody but a superuser open their own account for change, nor anybody a superuser's."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or actor_of(request).is_superuser:
            return allowed
        return allowed and obj.pk != request.user.pk and not obj.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (obj.pk != request.user.pk and not self._is_above(request, obj)))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.state_before = state_of(obj.pk) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        operations.settle_account(
            actor=actor_of(request), account=form.instance, before=form.state_before, now=timezone.now()
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        operations.remove_accounts(accounts=User.objects.filter(pk=obj.pk), actor=actor_of(request), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        operations.remove_accounts(accounts=queryset, actor=actor_of(request), now=timezone.now())

    @fresh_proof_required
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Set the password of an account that has no more than one's own."""
        user = self.get_object(request, id)
        if user is not None and self._is_above(request, user):
            raise PermissionDenied
        with transaction.atomic():
            before = state_of(user.pk) if user is not None else None
            answer = super().user_change_password(request, id, form_url)
            if user is not None and before is not None:
                operations.settle_account(actor=actor_of(request), account=user, before=before, now=timezone.now())
        return answer

    @fresh_proof_required
    @acts.confirmed
    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to remove the second factor of an account; remove it on POST."""
        user = get_object_or_404(User, pk=pk)
        if user.pk == request.user.pk and request.method == "GET" and self.has_change_permission(request, user):
            return redirect("mfa_index")  # one's own factors are changed where they are set up
        if not self.has_change_permission(request, user) or user.pk == request.user.pk or self._is_above(request, user):
            raise PermissionDenied
        shown = _of_reset(user)
        if shown.were_seen(request):
            operations.reset_second_factor(account=user, by=actor_of(request), now=timezone.now())
            messages.success(request, _("The account must set up a new second factor at its next login."))
            return redirect("admin:auth_user_change", user.pk)
        context = {"title": _("Reset the second factor"), "opts": self.opts, "account": user, "consequences": shown}
        return render(request, "admin/accounts/reset.html", self.admin_site.each_context(request) | context)

    def _is_above(self, request: HttpRequest, user: Any) -> bool:
        state = state_of(user.pk) if user is not None else None
        return state is not None and operations.is_above(state=state, actor=actor_of(request))


def _of_reset(user: User) -> Consequences:
    """Return what resetting somebody's second factor removes."""
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    return Consequences(goes=tuple(RowGroup(title=str(factor), count=1) for factor in factors))


@admin.register(Group)
class StaffGroupAdmin(OwnRightsOnlyAdmin, GroupAdmin):
    filter_horizontal = ()
    form = StaffGroupForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name the permissions of a role that the reader may not change as its form names them."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ("name", "permissions_in_words")})]

    @admin.display(description=gettext_lazy("permissions"))
    def permissions_in_words(self, group: Group) -> SafeString:
        rights = group.permissions.select_related("content_type")
        return format_html_join(", ", "{}", ((permission_in_words(right),) for right in rights))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change a ready role: it is what the documentation says it is."""
        return super().has_change_permission(request, obj) and not (obj is not None and roles.is_ready(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        if obj is None or not allowed:
            return allowed
        return not roles.is_ready(obj) and permissions_of_group(obj.pk) <= held_permissions(actor_of(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.rights_before = permissions_of_group(obj.pk) if change else frozenset()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        operations.settle_group(
            actor=actor_of(request), group=form.instance, before=form.rights_before, now=timezone.now()
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._delete(request, Group.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._delete(request, queryset)

    def _delete(self, request: HttpRequest, groups: QuerySet[Any]) -> None:
        operations.remove_groups(groups=groups, actor=actor_of(request), now=timezone.now())
