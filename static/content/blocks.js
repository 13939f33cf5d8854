// The blocks of a page: each on a line of its own until it is opened, with buttons that move it. Without scripts all
// are open, and staff number them.
const group = document.querySelector("#blocks-group");
const words = group?.querySelector("[data-up]")?.dataset;

const blocks = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")];

function number() {
  blocks().forEach((block, index) => {
    block.querySelector("[name$='-order']").value = index + 1;
  });
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", () => act(made));
  return made;
}

function move(block, isUp, pressed) {
  const all = blocks();
  const other = all[all.indexOf(block) + (isUp ? -1 : 1)];
  if (!other) return;
  if (isUp) other.before(block);
  else other.after(block);
  number();
  pressed.focus();
  block.scrollIntoView({ block: "nearest" });
}

function fold(block, opener, isFolded) {
  block.classList.toggle("is-folded", isFolded);
  opener.textContent = isFolded ? words.open : words.close;
  opener.setAttribute("aria-expanded", !isFolded);
}

function setUp(block, isFolded) {
  const name = block.querySelector("h3");
  name.id = `${block.id}-name`;
  const moves = document.createElement("div");
  moves.className = "block-moves";
  const opener = button("", () => fold(block, opener, !block.classList.contains("is-folded")));
  const up = button(words.up, () => move(block, true, up));
  const down = button(words.down, () => move(block, false, down));
  for (const one of [opener, up, down]) one.setAttribute("aria-describedby", name.id);
  moves.append(opener, up, down);
  block.classList.add("can-move");
  name.after(moves);
  fold(block, opener, isFolded);
}

if (words) {
  for (const block of blocks()) setUp(block, !block.querySelector(".errorlist") && Boolean(block.querySelector("[name$='-id']").value));
  document.addEventListener("formset:added", ({ target }) => {
    setUp(target, false);
    number();
    target.querySelector("select").focus();
  });
}
