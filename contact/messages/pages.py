from privacy.web.pages import Page, public_page

public_page(Page(view="contact:form"), named="contact")
