"""System checks: what another site's frame can get wrong about the pages of the apps."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags
from django.template import Context, Node, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

from privacy.system_checks import system_check

BASE = "privacy/base.html"
_NEEDED = ("title", "content")


@system_check("privacy.E013", tag=Tags.templates)
def check_base_template(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """The template that our pages are built on shows their blocks; without them every page would be blank."""
    try:
        shown = _shown_blocks(_template(BASE))
    except TemplateDoesNotExist as error:
        hint = "Our pages extend your base.html. Bring one, or override privacy/base.html."
        return [Error(f"{BASE} extends a template that is not there: {error}.", hint=hint, id="privacy.E013")]
    return [
        Error(
            f"{BASE} shows no block {name!r}: what our pages put into it would be lost.",
            hint="Give your base.html this block, or override privacy/base.html and fill a block of yours with it.",
            id="privacy.E013",
        )
        for name in _NEEDED
        if name not in shown
    ]


def _template(name: str) -> Template:
    backend: Any = get_template(name)
    template: Template = backend.template
    return template


def _shown_blocks(template: Template) -> set[str]:
    """Return the names of the blocks that end up on the page: those of the root, and those inside what fills them."""
    *children, root = _lineage(template)
    shown = set(_block_names(root))
    for child in reversed(children):
        for block in _nodes(child, BlockNode):
            if block.name in shown:
                shown |= set(_block_names(block))
    return shown


def _lineage(template: Template) -> Iterator[Template]:
    """Yield a template and those that it extends, the root last."""
    context = Context()
    while True:
        yield template
        extends = next(iter(_nodes(template, ExtendsNode)), None)
        if extends is None:
            return
        with context.render_context.push_state(template), context.bind_template(template):
            template = extends.get_parent(context)


def _block_names(parent: Any) -> list[str]:
    return [block.name for block in _nodes(parent, BlockNode)]


def _nodes(parent: Any, kind: type[Node]) -> list[Any]:
    """Return the nodes of a kind inside a template or a block."""
    return list(parent.nodelist.get_nodes_by_type(kind))
