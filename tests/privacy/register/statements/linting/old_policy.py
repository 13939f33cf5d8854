"""The register that the customer's old policy would have been: its sentences, four purposes and table of cookies."""

import re
from pathlib import Path

from consent.importing.operations import import_policy
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement

TEXT = Path(__file__).parents[4] / "consent" / "importing" / "policies" / "proviso.txt"
_HEADINGS = (
    "Innledning", "Hvilke personopplysninger lagrer vi om deg", "Hva bruker vi personopplysningene til",
    "Hvem deler vi personopplysninger med", "Hvor lenge lagrer vi personopplysninger", "Dine rettigheter", "Cookies",
    "Endringer i personvernerklæringen", "Kontaktinformasjon",
)  # fmt: skip
_PURPOSE = re.compile(r"^ ?\d\. (\w+): (.+)$", re.MULTILINE)


def enter() -> None:
    """Enter it with what it says and nothing more."""
    Controller.objects.create(name="Proviso AS", contact_email="post@example.com")
    text = TEXT.read_text(encoding="utf-8")
    places = [re.search(rf"^{re.escape(heading)}\s*$", text, re.MULTILINE).start() for heading in _HEADINGS]
    for number, (start, end) in enumerate(zip(places, [*places[1:], len(text)], strict=True), start=1):
        heading, _line, body = text[start:end].partition("\n")
        body = re.sub(r"^\s*[•·] ", "- ", body, flags=re.MULTILINE)
        Statement.objects.create(
            key=f"old-{number}", order=number, section=f"old-{number}", text={"nb": f"## {heading.strip()}\n\n{body}"}
        )
    for number, (title, description) in enumerate(_PURPOSE.findall(text), start=1):
        Purpose.objects.create(
            key=f"old-{number}",
            legal_basis="legitimate_interest",  # the database takes none without, and the old policy names none
            title={"nb": title},
            description={"nb": description},
        )
    import_policy(data=TEXT.read_bytes())
