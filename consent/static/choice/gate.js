// The gate. First script, synchronous: asks before the first paint, opens what is granted, clears the rest.
// The server signs the cookie.
(function (document, window) {
  const root = document.documentElement;
  const { apart, changes, choices, services } = document.currentScript.dataset;
  const all = services.split(",").map((one) => {
    const [key, category, from, names] = one.split(" ");
    return { key, category, from, names: new RegExp(names) };
  });
  const workers = navigator.serviceWorker; // audit-sources: nothing, what others register is refused if it is not granted
  let choice = {};
  let proven;
  let told = "";

  // Of several copies the newest counts, of two in one second the one that grants less, and none that is older than
  // the choice before: a copy of an earlier consent outlives no withdrawal.
  function read() {
    const before = choice;
    choice = { from: 0, letters: "", at: 0 };
    // audit-sources: pv_choice
    for (const [text, from, letters, at, end] of document.cookie.matchAll(/(?<=^|; )pv_choice=2\.(\d+)\.([a-z\d~-]+)\.(\d+)\.(\d+)[^;]*/g))
      if (end * 1000 > Date.now() && (+at > choice.at || (+at === choice.at && letters < choice.letters))) choice = { text, from: +from, letters, at: +at, end };
    if (choice.at && choice.at < before.at) keep(before);
  }

  function keep(kept) {
    choice = kept;
    // audit-sources: pv_choice
    document.cookie = kept.text + ";path=/;expires=" + new Date(kept.end * 1000).toUTCString();
  }

  // The revision under which a category was granted; 0 if it is not granted.
  function since(category) {
    const found = choice.letters.match(category[0] + "(\\d*)");
    return found ? +(found[1] || choice.from) : 0;
  }

  const has = (one) => since(one.category) >= one.from;
  // Nothing on a page that is kept apart or drawn ahead of time, and nothing on a choice that the server has not seen.
  const opened = () => (apart || document.prerendering || choice.text !== proven ? [] : all.filter(has));
  const granted = (name) => opened().some((one) => one.key === name || one.category === name);
  const gone = (name) => all.some((one) => !has(one) && one.names.test(name));

  // "a2": revision 2 changed what consent to analytics covers; "-2": it added a purpose.
  function areNews(list) {
    return choice.at > 0 && list.split(" ").some((one) =>
      Math.max(choice.from, since(one)) < one.slice(1) && (one[0] === "-" || since(one) > 0));
  }

  // A signal of the browser is a no without a question, and no choice.
  function state() {
    if (choice.from) return areNews(changes) ? "again" : "";
    return choice.at || (!navigator.globalPrivacyControl && navigator.doNotTrack !== "1") ? "ask" : "signal";
  }

  function show(template) {
    const { content } = template;
    const first = content.firstElementChild;
    // Scripts keep their order.
    for (const script of content.querySelectorAll("script:not([async])")) script.async = false;
    (template.closest("[data-held]") || template).replaceWith(content);
    return first;
  }

  function open() {
    for (const one of document.querySelectorAll("[data-when]")) one.hidden = !("open " + root.dataset.choice).includes(one.dataset.when);
    for (const one of document.querySelectorAll("[data-news]")) one.hidden = !areNews(one.dataset.news);
    if (document.readyState === "loading") return;
    for (const one of document.querySelectorAll("template[data-consent]")) if (granted(one.dataset.consent)) show(one);
  }

  // On every path and domain above, and on the host alone.
  function clear() {
    const hosts = location.hostname.split(".");
    // audit-sources: nothing, only names are read to clear what is not granted
    for (const pair of document.cookie.split("; ")) {
      const name = pair.split("=")[0];
      let path = "";
      if (gone(name)) for (const part of location.pathname.split(/(\/)/)) {
        path += part;
        // audit-sources: nothing, an age of 0 deletes
        for (const i in [...hosts, ""]) document.cookie = name + "=;max-age=0;path=" + path + ";domain=" + hosts.slice(i).join(".") + (isSecureContext ? ";secure" : "");
      }
    }
    // audit-sources: nothing, what is not granted is removed
    for (const kind of ["localStorage", "sessionStorage"]) try {
      Object.keys(window[kind]).filter(gone).forEach((key) => window[kind].removeItem(key));
    } catch { /* switched off */ }
  }

  // Once for each change.
  function tell() {
    const keys = opened().map((one) => one.key);
    if (told !== (told = keys.join())) document.dispatchEvent(new CustomEvent("pv:consent", { detail: { granted: keys } }));
  }

  // Only a new page stops code that runs.
  function update(seen) {
    const before = all.filter(has);
    read();
    if (seen) proven = choice.text;
    clear();
    if (root.dataset.choice !== "done") root.dataset.choice = state();
    open();
    tell();
    if (!before.every(has)) location.reload();
  }

  // Before a choice is stored: stop the vendors whose category it does not grant.
  function revoke(letters) {
    choice.letters = choice.letters.replace(/[a-z]\d*/g, (one) => (letters.includes(one[0]) ? one : ""));
    tell();
  }

  // For adapters.
  function load(src) {
    document.head.append(Object.assign(document.createElement("script"), { src }));
  }

  window.pv = { granted, gone, update, revoke, load, show, open, choices, choice: () => choice, proven: () => proven };
  read();
  clear();
  root.dataset.choice = state();
  // A page from the browser's cache has not met the server.
  if (performance.getEntriesByType("navigation")[0]?.transferSize !== 0) proven = choice.text;
  if (workers) {
    const register = workers.register.bind(workers);
    workers.register = (url, ...rest) => (gone(new URL(url, location).pathname) ? Promise.reject() : register(url, ...rest));
  }
  new MutationObserver(open).observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    open();
    tell();
  });
})(document, window);
