// The buttons: the page answers at once, the server is told, what was granted is loaded. If the server cannot be
// reached, the page stays and says so. Something taken back always means a new page.
(function (pv) {
  const root = document.documentElement;
  const minute = 60000;
  let answering;

  const focus = (element) => {
    if (!element) return;
    element.tabIndex = -1;
    element.focus();
  };
  const reveal = (part) => focus(pv.show(part.closest("[data-held]").querySelector("template")));

  async function send(body, signal) {
    const answer = await fetch(pv.choices, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" }, keepalive: true, signal });
    if (!answer.ok) throw answer;
  }

  document.addEventListener("click", ({ target }) => {
    if (target.matches("[data-once]")) reveal(target);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const place = form.dataset.choice;
    if (!place) return;
    const data = new FormData(form);
    data.set("choice", event.submitter ? event.submitter.value : "some");
    if (place === "page" || place === "banner") {
      const letters = { all: "am", none: "", some: data.getAll("grant").map((one) => one[0]).join("") }[data.get("choice")];
      const takesBack = ["analytics", "marketing"].some((one) => pv.granted(one) && !letters.includes(one[0]));
      if (takesBack) pv.revoke(letters);
      if (takesBack || place === "page") return;
    }
    event.preventDefault();
    const before = root.dataset.choice.replace(" failed", "");
    if (place !== "inline") {
      root.dataset.choice = "done";
      pv.open();
      focus(document.getElementById("choice-done"));
    }
    requestAnimationFrame(() => setTimeout(async () => {
      answering = new AbortController();
      try {
        await send(data, answering.signal);
        if (place === "inline") reveal(form);
        pv.update(true);
        others.postMessage(true);
      } catch ({ name }) {
        root.dataset.choice = before + (name === "AbortError" ? "" : " failed");
        pv.open();
        if (name === "AbortError") follow();
        else focus(document.getElementById("choice-failed"));
      }
    }));
  });

  // The server looks at a choice that it has not seen. On the pages that follow a withdrawal it has the browser drop
  // everything of this site: what ran could write until its page was gone. Then the server sets the choice anew.
  async function settle() {
    const choice = pv.choice();
    const isOver = choice.letters.includes("~") && Date.now() - choice.at * 1000 < minute;
    if (isOver) {
      window.name = "";
      await send({ choice: "clear", kept: choice.text.split("=")[1] });
      pv.update(true);
    } else if (choice.text && choice.text !== pv.proven()) {
      await send({ choice: "keep" });
      pv.update(true);
    }
    // What the gate cannot wait for. Where these are switched off there is nothing to clear.
    for (const one of await navigator.serviceWorker?.getRegistrations() || [])
      if (pv.gone(new URL((one.active || one.waiting || one.installing).scriptURL).pathname)) one.unregister();
    for (const name of await window.caches?.keys() || []) if (pv.gone(name)) caches.delete(name);
    for (const { name } of await indexedDB.databases()) if (pv.gone(name)) indexedDB.deleteDatabase(name);
  }

  // A page that is open elsewhere, come back to, or drawn ahead of time, follows. Where another page was answered, an
  // answer of its own that is on its way is the older one; a page that was only opened overtakes nothing.
  function follow() {
    pv.update();
    settle().catch(() => {});
  }
  const others = new BroadcastChannel("pv_choice");
  others.onmessage = ({ data: isAnswer }) => {
    if (isAnswer) answering?.abort();
    follow();
  };
  others.postMessage(false);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  document.addEventListener("prerenderingchange", follow);
  if (!document.prerendering) settle().catch(() => {});
})(window.pv);
