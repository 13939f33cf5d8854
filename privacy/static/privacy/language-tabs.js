// A text in several languages: tabs that show one at a time, on the whole page at once. Without scripts all are shown.
const groups = [];

function setUp(box) {
  const panels = [...box.children];
  const list = document.createElement("div");
  list.className = "language-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", box.dataset.languageTabs);
  const tabs = panels.map((panel) => {
    const label = panel.querySelector("label");
    const input = panel.querySelector("textarea, input");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.textContent = label.textContent;
    tab.lang = input.lang;
    panel.id = `${input.id}-panel`;
    panel.setAttribute("role", "tabpanel");
    tab.id = `${input.id}-tab`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("aria-labelledby", tab.id);
    // A browser that asks for a value must be able to show where.
    input.addEventListener("invalid", () => show(input.lang));
    list.append(tab);
    return tab;
  });
  const inputs = panels.map((panel) => panel.querySelector("textarea, input"));
  const mark = () => {
    const filled = inputs.map((input) => Boolean(input.value.trim()));
    tabs.forEach((tab, index) => tab.classList.toggle("is-missing", !filled[index] && filled.includes(true)));
  };
  box.addEventListener("input", mark);
  mark();
  box.prepend(list);
  groups.push({ panels, tabs });
  tabs.forEach((tab, index) => listen(tab, index, tabs));
}

function show(language) {
  for (const { panels, tabs } of groups) {
    tabs.forEach((tab, index) => {
      const isShown = tab.lang === language;
      tab.setAttribute("aria-selected", isShown);
      tab.tabIndex = isShown ? 0 : -1;
      panels[index].hidden = !isShown;
    });
  }
}

function listen(tab, index, tabs) {
  tab.addEventListener("click", () => {
    // The tab stays under the pointer, though the texts above it may be longer or shorter in this language.
    const before = tab.getBoundingClientRect().top;
    show(tab.lang);
    window.scrollBy(0, tab.getBoundingClientRect().top - before);
  });
  tab.addEventListener("keydown", ({ key }) => {
    const steps = { ArrowRight: index + 1, ArrowLeft: index - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
    if (!(key in steps)) return;
    const next = tabs[steps[key] % tabs.length];
    show(next.lang);
    next.focus();
  });
}

const shown = () => groups[0].tabs.find((tab) => tab.getAttribute("aria-selected") === "true") || groups[0].tabs[0];

// Not the row that others are copied from: a copy would have the tabs without what they do.
document.querySelectorAll("[data-language-tabs]").forEach((box) => box.closest(".empty-form") || setUp(box));
document.addEventListener("formset:added", ({ target }) => {
  target.querySelectorAll("[data-language-tabs]").forEach(setUp);
  if (groups.length) show(shown().lang);
});
// A language that an error names by its last word, such as “bokmål”; others may lack a text without being wrong.
const errors = [...document.querySelectorAll(".errorlist")].map((list) => list.textContent.toLowerCase()).join(" ");
const missing = [...document.querySelectorAll(".language-tabs .is-missing")].find((tab) =>
  errors.includes(tab.textContent.split(" ").pop().toLowerCase()));
if (groups.length) show((missing || groups[0].tabs[0]).lang);
