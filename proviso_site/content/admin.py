"""Admin of the pages of our own: write, look, publish, take back."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Script
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from privacy.staff import acts
from privacy.staff.saving import SharedRowAdmin
from privacy.web.days import DaysAdmin
from privacy.web.methods import post_only
from proviso_site.content import published, publishing
from proviso_site.content.context import page_context
from proviso_site.content.errors import NotPublishable
from proviso_site.content.forms import BlockForm, ContentPageForm
from proviso_site.content.frozen import freeze
from proviso_site.content.models import Block, ContentPage
from proviso_site.content.queries import history

_LOOK = "_look"  # the button that saves and goes on to the publication


class BlockInline(DaysAdmin, admin.StackedInline):
    """The blocks of a page; the style sheet shows of each what its kind needs."""

    model = Block
    add_text = gettext_lazy("Add a block")
    form = BlockForm
    extra = 0
    fields = ("kind", "text", "address", "service", "shown_picture", "upload", "is_decorative", "order")
    readonly_fields = ("shown_picture",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Block]:
        return super().get_queryset(request).select_related("picture").defer("picture__content")

    @admin.display(description=gettext_lazy("on the page now"))
    def shown_picture(self, block: Block) -> SafeString | str:
        if block.picture is None:
            return "–"
        url = reverse("picture", args=[str(block.picture)])
        return format_html('<img class="block-picture" src="{}" alt="">', url)


@admin.register(ContentPage)
class ContentPageAdmin(SharedRowAdmin):
    form = ContentPageForm
    inlines = (BlockInline,)
    search_fields = ("title", "lead")
    list_display = ("name", "state", "languages", "is_in_menu", "order")
    change_form_template = "admin/proviso_site/contentpage/change_form.html"
    fieldsets = (
        (None, {"fields": ("title", "lead")}),
        (
            gettext_lazy("Address and menu"),
            {"fields": ("address", "is_in_menu", "order", "is_front"), "classes": ("collapse",)},
        ),
    )

    class Media:
        js = (Script("content/blocks.js", type="module"),)

    @admin.display(description=gettext_lazy("title"))
    def name(self, page: ContentPage) -> str:
        return str(page)

    @admin.display(description=gettext_lazy("state"))
    def state(self, page: ContentPage) -> str:
        if page.published is None:
            return _("draft")
        return _("published, with changes since") if publishing.is_changed(page) else _("published")

    @admin.display(description=gettext_lazy("languages"))
    def languages(self, page: ContentPage) -> str:
        return ", ".join(name for code, name in settings.LANGUAGES if code in page.title)

    def get_urls(self) -> list[URLPattern]:
        look, withdraw = self.admin_site.admin_view(self.look), self.admin_site.admin_view(post_only(self.withdraw))
        draft = self.admin_site.admin_view(require_safe(self.draft))
        return [
            path("<uuid:key>/publish/", look, name="proviso_site_contentpage_publish"),
            path("<uuid:key>/withdraw/", withdraw, name="proviso_site_contentpage_withdraw"),
            path("<uuid:key>/draft/<slug:language>/", draft, name="proviso_site_contentpage_draft"),
            *super().get_urls(),
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the blocks, and number them in their order."""
        super().save_related(request, form, formsets, change)
        for number, block in enumerate(form.instance.blocks.order_by("order", "pk"), start=1):
            Block.objects.filter(pk=block.pk).update(order=number)

    def response_add(
        self, request: HttpRequest, obj: ContentPage, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._on_to_publication(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: ContentPage) -> HttpResponse:
        return self._on_to_publication(request, obj) or super().response_change(request, obj)

    def _on_to_publication(self, request: HttpRequest, page: ContentPage) -> HttpResponse | None:
        if _LOOK not in request.POST:
            return None
        return redirect(reverse("admin:proviso_site_contentpage_publish", args=[page.pk]))

    @acts.reversible("A page that is published is taken back to a draft.")
    def look(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Show what a publication would do and what stands against it; publish on POST."""
        page = self._page(request, key)
        if request.method == "POST":
            try:
                publishing.publish(page=page, staff_id=int(request.user.pk or 0), now=timezone.now())
            except NotPublishable:
                messages.error(request, _("The page was not published. See what stands in the way below."))
            else:
                messages.success(request, _("“%(page)s” is published.") % {"page": page})
                return redirect(reverse("admin:proviso_site_contentpage_publish", args=[page.pk]))
        frozen = freeze(page)
        reasons = publishing.objections(frozen)
        paths = {} if reasons else published.paths(frozen)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Look and publish"),
            "opts": self.opts,
            "page": page,
            "reasons": reasons,
            "is_changed": publishing.is_changed(page),
            "written": [
                {"code": code, "name": name, "title": frozen.title[code], "path": paths.get(code, "")}
                for code, name in settings.LANGUAGES
                if code in frozen.title
            ],
            "missing": [name for code, name in settings.LANGUAGES if code not in frozen.title],
            "history": history(page),
        }
        return render(request, "admin/proviso_site/contentpage/publish.html", context)

    @acts.reversible("A draft is published again.")
    def withdraw(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Take a page back to a draft."""
        page = self._page(request, key)
        publishing.withdraw(page=page, staff_id=int(request.user.pk or 0), now=timezone.now())
        messages.success(request, _("“%(page)s” is a draft again, and nobody else sees it.") % {"page": page})
        return redirect(reverse("admin:proviso_site_contentpage_publish", args=[page.pk]))

    @acts.reads
    def draft(self, request: HttpRequest, key: Any, language: str) -> HttpResponse:
        """Show the draft as visitors would see it, in a language."""
        page = self.get_object(request, str(key))
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        if page is None or language not in page.title or language not in dict(settings.LANGUAGES):
            raise Http404
        template = "site/home.html" if page.is_front else "site/page.html"
        back = reverse("admin:proviso_site_contentpage_publish", args=[page.pk])
        with translation.override(language):
            response = render(request, template, {**page_context(freeze(page)), "is_draft": True, "back": back})
        response["Cache-Control"] = "private, no-store"
        return response

    def _page(self, request: HttpRequest, key: Any) -> ContentPage:
        """Return a page to somebody who may publish it."""
        page = self.get_object(request, str(key))
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        if page is None:
            raise Http404
        return page

    def delete_model(self, request: HttpRequest, obj: ContentPage) -> None:
        publishing.delete(page=obj, staff_id=int(request.user.pk or 0), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ContentPage]) -> None:
        for page in queryset:
            self.delete_model(request, page)
