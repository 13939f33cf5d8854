// Shows the suppliers whose words hold what is typed. Without scripts the whole list stands, and the browser's search finds them.
const box = document.querySelector("[data-vendor-search]");
const rows = [...document.querySelectorAll("[data-words]")];
const groups = [...document.querySelectorAll(".setup-group")];
const found = box.querySelector("[data-found]");

function show(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !words.every((word) => row.dataset.words.includes(word));
  for (const group of groups) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  found.textContent = words.length ? `${rows.filter((row) => !row.hidden).length} ${found.dataset.found}` : "";
}

box.hidden = false;
box.querySelector("input").addEventListener("input", (event) => show(event.target.value));
// Enter searches; it must not send the form.
box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
