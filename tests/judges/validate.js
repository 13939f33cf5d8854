// Read {name: html}, print {name: [fault, …]}: what html-validate says of the standard and of what shuts people out.
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";

const PRESETS = ["html-validate:standard", "html-validate:a11y", "html-validate:document"];
const RULES = {
    // The question stands before the page and has its own heading; below it no level is left out.
    "heading-level": ["error", { minInitialRank: "h2" }],
    // What comes from the site itself needs no hash.
    "require-sri": ["error", { target: "crossorigin" }],
};
// Programs for mail lay out by tables and know few styles: Outlook reads widths and alignment from attributes alone.
const IN_MAIL = { "no-deprecated-attr": "off" };

const judge = (rules) => new HtmlValidate({ root: true, extends: PRESETS, rules });
const ofPages = judge(RULES);
const ofMail = judge({ ...RULES, ...IN_MAIL });
const found = {};
for (const [name, html] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
    const report = await (name.startsWith("letter ") ? ofMail : ofPages).validateString(html, `${name}.html`);
    const messages = report.results.flatMap((result) => result.messages);
    found[name] = messages.map((one) => `line ${one.line}: ${one.ruleId}: ${one.message} (${one.selector})`);
}
process.stdout.write(JSON.stringify(found));
