// Shows beside the form how a statement will read, as it is written. Without this the Preview button opens a page.
const aside = document.querySelector("[data-preview]");
const form = document.getElementById("statement_form");
const PAUSE = 400;

if (aside && form) follow(form, aside);

function follow(form, aside) {
  const here = aside.querySelector("[data-preview-here]");
  const state = aside.querySelector("[data-preview-state]");
  let waiting;
  let asked = 0;

  const show = async () => {
    const number = ++asked;
    try {
      const answer = await fetch(aside.dataset.preview, {
        method: "POST", body: new FormData(form), headers: { "X-Requested-With": "preview" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (number !== asked) return;
      const open = new Map([...here.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
      here.innerHTML = html;
      for (const one of here.querySelectorAll("details[data-key]")) {
        if (open.has(one.dataset.key)) one.open = open.get(one.dataset.key);
      }
      state.hidden = true;
    } catch {
      state.hidden = false;
    }
  };

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.addEventListener("load", soon);
}
