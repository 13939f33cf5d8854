"""Print what the register understands of models: ways to people, copy, erasure, and what to look at again."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management import BaseCommand, CommandError
from django.db.models import Model

from privacy.inventory import declarations, explaining, scaffolding
from privacy.inventory.explaining import Explanation
from privacy.inventory.links import Links
from privacy.registry import own_apps


class Command(BaseCommand):
    """Explain one model, or every model with personal data and every other with a warning."""

    help = "Print how people are found in a model, what a copy holds, what an erasure does, and warnings."
    # A model that is not declared yet is an error of the site, and the reason to ask.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("model", nargs="?", help="one model, such as contact.Message")
        parser.add_argument("--scaffold", action="store_true", help="write a first draft of the model's declaration")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["scaffold"]:
            self._scaffold(_model(options["model"]))
            return
        links = Links()
        chosen = [_model(options["model"])] if options["model"] else apps.get_models()
        explanations = [explaining.explain(model, links) for model in chosen]
        for explanation in explanations:
            if options["model"] or explanation.parts or explanation.warnings:
                self._print(explanation)
        warnings = sum(len(explanation.warnings) for explanation in explanations)
        self.stdout.write(f"{len(explanations)} models, {warnings} warnings")

    def _print(self, explanation: Explanation) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(f"{explanation.label}: {explanation.title}"))
        for name, lines in explanation.parts.items():
            for number, line in enumerate(lines):
                self.stdout.write(f"  {name if not number else '':<9}{line}")
        for warning in explanation.warnings:
            self.stdout.write(self.style.WARNING(f"  warning  {warning}"))
        self.stdout.write("")

    def _scaffold(self, model: type[Model]) -> None:
        if declarations.is_declared(model):
            raise CommandError(f"{model._meta.label} is declared already.")
        text, place = scaffolding.draft(model), scaffolding.place_of(model)
        own = {config.label for config in own_apps()}
        if model._meta.app_label in own and not place.exists():
            place.write_text(text, encoding="utf-8")
            self.stdout.write(f"Written: {place}. Read every line of it.")
            return
        self.stdout.write(text)
        there = f"{place.name} is there already" if place.exists() else "the app is not one that declares what it holds"
        self.stderr.write(f"Not written, because {there}: put it where your declarations are.")


def _model(label: str | None) -> type[Model]:
    try:
        return apps.get_model(str(label))
    except (LookupError, ValueError) as unknown:
        raise CommandError(f"Name a model, such as contact.Message: {unknown}") from unknown
