from privacy.web.pages import Page, public_page

public_page(Page(view="privacy:policy", shows_policy=True), named="policy")
public_page(Page(view="privacy:versions", shows_policy=True), named="versions")
