// The buttons: the page answers at once, the server is told, what was granted is loaded. If anything goes wrong, the
// form is sent as any form. Something taken back always means a new page.
(function (pv) {
  const root = document.documentElement;
  const focus = (element) => {
    if (!element) return;
    element.tabIndex = -1;
    element.focus();
  };
  const reveal = (part) => focus(pv.show(part.closest("[data-held]").querySelector("template")));

  document.addEventListener("click", ({ target }) => {
    if (target.matches("[data-once]")) reveal(target);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const place = form.dataset.choice;
    if (!place) return;
    const data = new URLSearchParams(new FormData(form));
    data.set("choice", event.submitter ? event.submitter.value : "some");
    if (place === "page" || place === "banner") {
      const letters = { all: "am", none: "", some: data.getAll("grant").map((one) => one[0]).join("") }[data.get("choice")];
      const takesBack = ["analytics", "marketing"].some((one) => pv.granted(one) && !letters.includes(one[0]));
      if (takesBack) pv.revoke(letters);
      if (takesBack || place === "page") return;
    }
    event.preventDefault();
    const before = root.dataset.choice;
    if (place !== "inline") {
      root.dataset.choice = "done";
      pv.open();
      focus(document.getElementById("choice-done"));
    }
    requestAnimationFrame(() => setTimeout(async () => {
      try {
        const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
        if (!answer.ok) throw answer;
        if (place === "inline") reveal(form);
        pv.update();
        others.postMessage(0);
      } catch {
        root.dataset.choice = before;
        pv.open();
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "choice", value: data.get("choice") }));
        form.submit();
      }
    }));
  });

  // What the gate cannot wait for. Where these are switched off there is nothing to clear.
  document.addEventListener("pv:consent", async () => {
    for (const one of await navigator.serviceWorker?.getRegistrations() || [])
      if (pv.gone(new URL((one.active || one.waiting || one.installing).scriptURL).pathname)) one.unregister();
    for (const name of await window.caches?.keys() || []) if (pv.gone(name)) caches.delete(name);
    for (const { name } of await indexedDB.databases()) if (pv.gone(name)) indexedDB.deleteDatabase(name);
  });

  // A page open in another tab, or restored by the back button, takes over the choice.
  const others = new BroadcastChannel("pv_choice");
  others.onmessage = pv.update;
  others.postMessage(0);
  window.addEventListener("pageshow", (event) => event.persisted && pv.update());
})(window.pv);
