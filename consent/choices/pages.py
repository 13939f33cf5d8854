from privacy.web.pages import Page, public_page

public_page(Page(view="consent:choices", shows_policy=True), named="choices")
