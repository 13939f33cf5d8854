"""Import the models of every noun, so that Django finds them."""

import dsar.cases.copies.models
import dsar.cases.files
import dsar.cases.letters.models
import dsar.cases.mandates
import dsar.cases.models
import dsar.cases.paper
import dsar.cases.pauses
import dsar.cases.proofs.models
import dsar.cases.questions
import dsar.cases.redactions
import dsar.cases.told
import dsar.corrections.models
import dsar.erasures.models
import dsar.people.models  # noqa: F401
