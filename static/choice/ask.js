// The question's buttons: the page answers at once, the server is told, then what was granted is loaded.
// Whatever goes wrong, the form is sent as any form. Something taken back always means a new page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-choice]")) return;
  const root = document.documentElement;
  const data = new URLSearchParams(new FormData(form));
  data.set("choice", event.submitter ? event.submitter.value : "some");
  const letters = { all: "am", none: "", some: data.getAll("grant").map((one) => one[0]).join("") }[data.get("choice")];
  const takesBack = ["analytics", "marketing"].some((one) => window.pv.granted(one) && !letters.includes(one[0]));
  if (takesBack) window.pv.revoke(letters);
  if (takesBack || form.dataset.choice === "page") return;
  event.preventDefault();
  root.dataset.choice = "done";
  document.getElementById("choice-done").focus();
  requestAnimationFrame(() => setTimeout(async () => {
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw answer;
      window.pv.update();
    } catch {
      root.dataset.choice = "ask";
      const choice = Object.assign(document.createElement("input"), { type: "hidden", name: "choice", value: data.get("choice") });
      form.append(choice);
      form.submit();
    }
  }));
});
