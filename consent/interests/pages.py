from functools import partial

from privacy.register import in_force
from privacy.web.pages import Page, public_page

public_page(
    Page(view="interests:page", is_optional=True, is_shown=partial(in_force.tells, "interests")), named="interests"
)
