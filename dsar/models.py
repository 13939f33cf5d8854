"""Import the models of every noun, so that Django finds them."""

import dsar.cases.files
import dsar.cases.mandates
import dsar.cases.models
import dsar.cases.paper
import dsar.cases.pauses
import dsar.cases.questions
import dsar.cases.told
import dsar.copies.models
import dsar.corrections.models
import dsar.erasures.models
import dsar.letters.models
import dsar.people.models
import dsar.proofs.models  # noqa: F401
