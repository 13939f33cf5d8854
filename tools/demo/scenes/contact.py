"""A person sends the contact form, and staff read the message."""

from tools.demo.demo_run import DemoRun

TEXT = "Do you offer courses in Tromsø?"


def play(run: DemoRun, address: str) -> str:
    """Send the contact form; return the text of the message."""
    run.say("Somebody writes with the contact form; staff read it in /admin/")
    browser = run.browser()
    page = browser.get("/kontakt/")
    form = page.form_with(kind="textarea")
    words = f"{TEXT} ({run.token})"
    values = {form.of_kind("email"): address, form.of_kind("textarea"): words}
    answer = browser.send(page, form, values)
    staff = run.staff()
    results = staff.get(f"/admin/contact/message/?q={address}")
    message = staff.get(results.link(r"/contact/message/[0-9a-f-]{36}/"))
    is_read = words in message.text
    waiting = "/contact/message/" in "".join(link.href for link in staff.get("/admin/").links)
    run.prove(
        "P8", "only what the form asks for reaches staff",
        done="sent the contact form with an address and a message",
        seen=f"staff {'read' if is_read else 'do not find'} it; their first page {'lists' if waiting else 'hides'} it",
        is_proven=answer.status == 200 and is_read and waiting,
    )  # fmt: skip
    return words
