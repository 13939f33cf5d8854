from functools import partial

from privacy.register import in_force
from privacy.web.pages import Page, public_page

public_page(Page(view="newsletter:signup", is_shown=partial(in_force.tells, "newsletter")), named="newsletter")
