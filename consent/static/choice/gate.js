// The gate. First script, synchronous: asks before the first paint, opens what is granted, clears the rest.
// The server signs the cookie.
(function (document, window) {
  const root = document.documentElement;
  const { changes, services } = document.currentScript.dataset;
  const all = services.split(",").map((one) => {
    const [key, letter, from, names] = one.split(" ");
    return { key, letter, from, names: new RegExp(names) };
  });
  let choice;

  // Of several copies the newest counts: a copy of an earlier consent outlives no withdrawal.
  function read() {
    choice = { from: 0, letters: "", at: 0 };
    for (const [, from, letters, at, end] of document.cookie.matchAll(/(?<=^|; )pv_choice=1\.(\d+)\.([a-z\d]+|-)\.(\d+)\.(\d+)/g))
      if (end * 1000 > Date.now() && +at >= choice.at) choice = { from: +from, letters, at: +at };
  }

  // The revision under which a category was granted; 0 if it is not granted.
  function since(letter) {
    const found = choice.letters.match(letter + "(\\d*)");
    return found ? +(found[1] || choice.from) : 0;
  }

  const has = (one) => since(one.letter) >= one.from;

  function granted(name) {
    return /^(analytics|marketing)$/.test(name) ? since(name[0]) > 0 : all.some((one) => one.key === name && has(one));
  }

  const gone = (name) => all.some((one) => !has(one) && one.names.test(name));

  // "a2": revision 2 changed what consent to analytics covers; "-2": it added a purpose.
  function areNews(list) {
    return choice.at > 0 && list.split(" ").some((one) =>
      Math.max(choice.from, since(one[0])) < one.slice(1) && (one[0] === "-" || since(one[0]) > 0));
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
    for (const pair of document.cookie.split("; ")) {
      const name = pair.split("=")[0];
      let path = "";
      if (gone(name)) for (const part of location.pathname.split(/(\/)/)) {
        path += part;
        for (const i in [...hosts, ""]) document.cookie = name + "=;max-age=0;path=" + path + ";domain=" + hosts.slice(i).join(".");
      }
    }
    for (const kind of ["localStorage", "sessionStorage"]) try {
      Object.keys(window[kind]).filter(gone).forEach((key) => window[kind].removeItem(key));
    } catch { /* switched off */ }
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("pv:consent", { detail: { granted: all.filter(has).map((one) => one.key) } }));
  }

  // Only a new page stops code that runs.
  function update() {
    const before = all.filter(has);
    read();
    clear();
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

  window.pv = { granted, gone, update, revoke, load, show, open };
  read();
  clear();
  if (choice.from) {
    if (areNews(changes)) root.dataset.choice = "again";
  } else if (choice.at || (!navigator.globalPrivacyControl && navigator.doNotTrack !== "1")) root.dataset.choice = "ask";
  new MutationObserver(open).observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    open();
    tell();
  });
})(document, window);
