from dsar.cases.enums import Right
from privacy.web.pages import Page, public_page

public_page(Page(view="dsar:portal"), named="rights")
for right in Right:
    public_page(Page(view="dsar:ask", arguments=(right,)))
public_page(Page(view="dsar:several"))
public_page(Page(view="dsar:new_links"))
public_page(Page(view="dsar:product"))
public_page(Page(view="dsar:representative"))
