// The blocks of a page: buttons that move one up or down. Without scripts staff number them.
const group = document.querySelector("#blocks-group");
const words = group?.querySelector("[data-up]")?.dataset;

const blocks = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")];

function number() {
  blocks().forEach((block, index) => {
    block.querySelector("[name$='-order']").value = index + 1;
  });
}

function button(label, move) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", () => {
    move();
    number();
    made.focus();
    made.scrollIntoView({ block: "nearest" });
  });
  return made;
}

function setUp(block) {
  const moves = document.createElement("div");
  moves.className = "block-moves";
  moves.append(
    button(words.up, () => {
      const all = blocks();
      const before = all[all.indexOf(block) - 1];
      if (before) before.before(block);
    }),
    button(words.down, () => {
      const all = blocks();
      const after = all[all.indexOf(block) + 1];
      if (after) after.after(block);
    }),
  );
  block.classList.add("can-move");
  block.append(moves);
}

if (words) {
  blocks().forEach(setUp);
  document.addEventListener("formset:added", ({ target }) => {
    setUp(target);
    number();
  });
}
