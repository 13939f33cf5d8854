// The gate. First script of the page, synchronous: decides before the first paint whether to ask, opens what is granted
// and clears what is not. The server signs and checks the cookie that it reads (consent/cookie.py).
(function (document, window) {
  const root = document.documentElement;
  const { changes, services } = document.currentScript.dataset;
  const all = services.split(",").map((one) => {
    const [key, letter, from, names] = one.split(" ");
    return { key, letter, from, names: new RegExp("^(?:" + (names || "(?!)") + ")$") };
  });
  let choice;

  function read() {
    const found = /(?:^|; )pv_choice=1\.(\d+)\.([a-z\d]+|-)\.\d+\.(\d+)\.[^.;]+\.[^.;]+(?:;|$)/.exec(document.cookie);
    choice = found && found[3] * 1000 > Date.now() ? { from: +found[1], letters: found[2] } : null;
  }

  // The revision under which a category was granted; 0 for a no.
  function since(letter) {
    const found = choice && choice.letters.match(letter + "(\\d*)");
    return found ? +(found[1] || choice.from) : 0;
  }

  const has = (service) => since(service.letter) >= service.from;

  function granted(name) {
    return /^(analytics|marketing)$/.test(name) ? since(name[0]) > 0 : all.some((one) => one.key === name && has(one));
  }

  // "a2": revision 2 changed something in what a yes to analytics covers; "-2": it brought a purpose.
  function areNews(list) {
    return !!choice && list.split(" ").some((one) =>
      Math.max(choice.from, since(one[0])) < one.slice(1) && (one[0] === "-" || since(one[0]) > 0));
  }

  function show(template) {
    const content = document.importNode(template.content, true);
    const first = content.firstElementChild;
    // Scripts keep their order.
    for (const script of content.querySelectorAll("script:not([async])")) script.async = false;
    (template.closest("[data-held]") || template).replaceWith(content);
    return first;
  }

  function open() {
    for (const one of document.querySelectorAll("[data-news]")) one.hidden = !areNews(one.dataset.news);
    if (document.readyState === "loading") return;
    for (const one of document.querySelectorAll("template[data-consent]")) if (granted(one.dataset.consent)) show(one);
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

  // Read anew what the server has set. Only a new page stops code that runs.
  function update() {
    const before = all.filter(has);
    read();
    if (!before.every(has)) return location.reload();
    clear();
    open();
    tell();
  }

  // Before the choice is stored: let vendors' code take back what the letters no longer cover.
  function revoke(letters) {
    if (choice) choice.letters = choice.letters.replace(/[a-z]\d*/g, (one) => (letters.includes(one[0]) ? one : ""));
    tell();
  }

  // For adapters: start a vendor's script.
  function load(src) {
    document.head.append(Object.assign(document.createElement("script"), { src, async: true }));
  }

  window.pv = { granted, update, revoke, load, show };
  read();
  clear();
  if (choice && choice.from) {
    if (areNews(changes)) root.dataset.choice = "again";
  } else if (choice || (!navigator.globalPrivacyControl && navigator.doNotTrack !== "1")) root.dataset.choice = "ask";
  new MutationObserver(open).observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    open();
    tell();
  });
})(document, window);
