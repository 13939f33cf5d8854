// Starts the module that an element asks for: <div data-module="error-summary">.
import { focusErrorSummary } from "./error-summary.js";

const starters = { "error-summary": focusErrorSummary };

for (const element of document.querySelectorAll("[data-module]")) {
  starters[element.dataset.module]?.(element);
}
