// The gate. First script of the page, synchronous: decides before the first paint whether to ask, opens what is granted,
// and clears what is not. Reads the choice cookie (consent/cookie.py); the server signs and checks it.
// A page may use window.pv.granted(service or category) and the event pv:consent on document.
(function (document, window) {
  const root = document.documentElement;
  const { since, services } = document.currentScript.dataset;
  const all = services.split(",").map((one) => {
    const [key, letter, from, names] = one.split(" ");
    return { key, letter, from: +from, names: new RegExp("^(?:" + (names || "(?!)") + ")$") };
  });
  const categories = { analytics: "a", marketing: "m" };
  let choice;

  function read() {
    const found = /(?:^|; )pv_choice=1\.(\d+)\.([a-z]+|-)\.\d+\.(\d+)\.[^.;]+\.[^.;]+(?:;|$)/.exec(document.cookie);
    choice = found && found[3] * 1000 > Date.now() ? { from: +found[1], letters: found[2] } : null;
  }

  function has(service) {
    return !!choice && choice.letters.includes(service.letter) && choice.from >= service.from;
  }

  function granted(name) {
    return categories[name] ? !!choice && choice.letters.includes(categories[name]) : all.some((one) => one.key === name && has(one));
  }

  function open() {
    for (const template of document.querySelectorAll("template[data-consent]")) {
      if (!granted(template.dataset.consent)) continue;
      const content = document.importNode(template.content, true);
      // Scripts keep their order.
      for (const script of content.querySelectorAll("script:not([async])")) script.async = false;
      template.replaceWith(content);
    }
  }

  function clear() {
    const refused = all.filter((one) => !has(one));
    const gone = (name) => refused.some((one) => one.names.test(name));
    for (const pair of document.cookie.split("; ")) {
      const name = pair.split("=")[0];
      if (!gone(name)) continue;
      const end = name + "=;path=/;max-age=0";
      document.cookie = end;
      for (let host = location.hostname; host; host = host.split(".").slice(1).join(".")) document.cookie = end + ";domain=" + host;
    }
    for (const kind of ["localStorage", "sessionStorage"]) {
      try {
        Object.keys(window[kind]).filter(gone).forEach((key) => window[kind].removeItem(key));
      } catch { /* storage is switched off: nothing to clear */ }
    }
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("pv:consent", { detail: { granted: all.filter(has).map((one) => one.key) } }));
  }

  // Read anew what the server has set, open and tell.
  function update() {
    read();
    clear();
    open();
    tell();
  }

  // Before the choice is stored: let vendors' code take back what the letters no longer cover.
  function revoke(letters) {
    if (choice) choice.letters = [...choice.letters].filter((one) => letters.includes(one)).join("");
    tell();
  }

  // For adapters, inside an opened template: start a vendor's script.
  function load(src) {
    document.head.append(Object.assign(document.createElement("script"), { src, async: true }));
  }

  window.pv = { granted, update, revoke, load };
  read();
  clear();
  if (choice ? choice.from < since : !navigator.globalPrivacyControl && navigator.doNotTrack !== "1") root.dataset.choice = "ask";
  document.addEventListener("DOMContentLoaded", () => {
    open();
    tell();
    new MutationObserver(open).observe(root, { childList: true, subtree: true });
  });
})(document, window);
