"""The desk: what waits for staff, on the first page of the administration."""

from django import template
from django.utils import timezone

from privacy.desks import Block, all_blocks

register = template.Library()


@register.simple_tag
def desk_blocks() -> list[Block]:
    """Return every app's block as of now."""
    return list(all_blocks(timezone.now()))
