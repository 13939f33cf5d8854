"""Staff accept the transfers that nobody has verified, so that there is something for visitors to choose."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from tools.demo.browser import Browser
from tools.demo.demo_run import DemoRun
from tools.demo.errors import NotFoundError

_ADD, _PUBLISH = "/admin/privacy/transferacceptance/add/", "/admin/privacy/revision/publish/"
_ROLE = "Daglig leder"
_LASTS = timedelta(days=30)


def play(run: DemoRun) -> None:
    """Accept every unverified recipient and publish, unless a service runs already; prove that the policy says so."""
    if _asks(run.browser()):
        return
    run.say("Nothing may run yet: staff accept unverified transfers until a day, and publish")
    staff = run.staff()
    accepted = _accept(staff)
    before = _asks(run.browser())
    draft = staff.get(_PUBLISH)
    # The forms above it begin what is missing, each with an address of its own.
    staff.send(draft, draft.form(lambda form: form.method == "post" and form.is_main and not form.action))
    run.wait(lambda: _asks(run.browser()), seconds=60)
    policy = run.browser().get("/personvern/").text
    run.prove(
        "P24",
        "nothing unverified runs unless somebody accepts it, and the policy says so",
        done=f"accepted {accepted} recipients and published",
        seen=f"asked before: {before}; the policy names the role {policy.count(_ROLE)} times",
        is_proven=accepted > 0 and not before and policy.count(_ROLE) == accepted and _asks(run.browser()),
    )


def _asks(browser: Browser) -> bool:
    """Tell whether the front page asks about cookies."""
    try:
        browser.get("/").form_with(button=("choice", "all"))
    except NotFoundError:
        return False
    return True


def _accept(staff: Browser) -> int:
    page = staff.get(_ADD)
    form = page.form_with(field="^role")
    until = parsedate_to_datetime(page.header("date")) + _LASTS
    values = {name: _ROLE for control in form.fields if (name := control.name).startswith("role")}
    values |= {name: "Demonstrasjon" for control in form.fields if (name := control.name).startswith("reason")}
    values[form.named("^until")] = until.date().isoformat()
    vendors = [control.value for control in form.fields if control.name == "vendor" and control.value]
    answers = [staff.send(page, form, values | {"vendor": vendor}) for vendor in vendors]
    # A verified recipient needs no acceptance, and the form says so.
    return sum(not answer.url.endswith(_ADD) for answer in answers)
