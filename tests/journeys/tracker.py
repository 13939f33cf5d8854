"""A tracker that the code has never seen, and that fights back: it writes wherever a browser can hold something."""

# At the root, so that its scope is every page; the browser is given its text without asking the site. It writes the
# tracker into every page that it passes on.
WORKER = "/hj-worker.js"
WORKER_SCRIPT = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).then(async (answer) => {
    if (answer.type === "opaqueredirect") return answer;
    const headers = new Headers({ "content-type": "text/html" });
    const again = "<script src='https://static.hotjar.com/again.js'></script>";
    return new Response(await answer.text() + again, { headers });
  }));
});
"""
# It writes on the host, on the parent domain and on deeper paths, in every store, every 50 ms and when the page goes
# away. It makes itself again from whatever it finds of what it left, in any of them.
TRACKER = """
(() => {
  const kept = document.cookie.match(/(?:_hjSession(?:User)?_9|__hstc|_gac_UA-9)=([^;]+)/);
  let id = localStorage._hjUserAttributes || sessionStorage._hjRecordingLastActivity || (kept && kept[1]) || "";
  window.found = [];
  const know = (where, value) => { window.found.push(where); id = id || value; };
  if (id) know("cookie or storage", id);
  const db = (work) => {
    const opened = indexedDB.open("_hjDatabase_9", 1);
    opened.onupgradeneeded = () => opened.result.createObjectStore("ids");
    opened.onsuccess = () => work(opened.result.transaction("ids", "readwrite").objectStore("ids"));
  };
  const write = () => {
    for (const name of ["_hjSessionUser_9", "_hjSession_9", "__hstc", "hubspotutk", "_cs_id", "_gcl_au", "_gac_UA-9"]) {
      for (const path of ["/", location.pathname, location.pathname.replace(/.$/, "")]) {
        document.cookie = `${name}=${id};path=${path};max-age=9999999`;
        document.cookie = `${name}=${id};path=${path};domain=.example.test;max-age=9999999`;
      }
    }
    // It also copies the visitor's yes to where it hopes that it outlives the withdrawal.
    const yes = document.cookie.match(/pv_choice=([^;]+a\\d+\\.[^;]+)/);
    const places = [location.pathname.replace(/^\\/$/, "/none"), "/;domain=.example.test"];
    for (const place of yes ? places : []) document.cookie = `pv_choice=${yes[1]};path=${place}`;
    localStorage._hjUserAttributes = sessionStorage._hjRecordingLastActivity = id;
    db((store) => store.put(id, "id"));
    if (!window.caches) return;
    caches.open("_hjCache_9").then((cache) => cache.put("/_hj/id", new Response(id)));
    for (const name of ["_hjSession_9p", "__Secure-_hjSession_9", "__Host-_hjSession_9"]) {
      document.cookie = `${name}=${id};path=/;secure`;
      document.cookie = `${name}=${id};path=/;secure;samesite=none;partitioned`;
    }
    for (const path of ["/nn/", "/en/personvern/"]) document.cookie = `__Secure-_hjSession_8=${id};path=${path};secure`;
    navigator.storage.getDirectory().then((root) => root.getFileHandle("_hjFile_9", { create: true }));
    if (navigator.storageBuckets) navigator.storageBuckets.open("hj_9");
    window.name = id;
    navigator.serviceWorker.register("WORKER").catch(() => {});
  };
  db((store) => { const got = store.get("id"); got.onsuccess = () => got.result && know("database", got.result); });
  if (window.caches) {
    caches.match("/_hj/id").then((one) => one && one.text().then((text) => know("cache", text)));
    navigator.serviceWorker.getRegistrations().then((all) => all.length && know("worker", "again"));
  }
  setTimeout(() => {
    id = id || String(Math.random());
    write();
    setInterval(write, 50);
    for (const end of ["pagehide", "beforeunload", "visibilitychange"]) addEventListener(end, write, true);
  }, 30);
})();
""".replace("WORKER", WORKER)
# What the register would have to say of it.
DECLARE = f"""
for kind, name in (
    ("IndexedDB", "_hjDatabase_*"), ("CacheStorage", "_hjCache_*"), ("serviceWorker", "{WORKER}"),
):
    StorageItem.objects.update_or_create(
        kind=kind, name=name, defaults=dict(
            service=Service.objects.get(key="hotjar"), category="analytics", lifetime_seconds=0,
            description=dict(nb="x", nn="x", en="x"),
        ),
    )
"""
# A browser that is busy deleting may answer late, or not at all: that counts as something left.
HOLDINGS = """async () => {
  const within = (name, promise) =>
    Promise.race([promise, new Promise((done) => setTimeout(done, 2000, [name + " does not answer"]))]);
  const secure = !!window.caches;
  return [
    Object.keys(localStorage), Object.keys(sessionStorage),
    await within("IndexedDB", indexedDB.databases().then((all) => all.map((one) => one.name))),
    secure ? await within("CacheStorage", caches.keys()) : [],
    secure ? await within("serviceWorker", navigator.serviceWorker.getRegistrations().then((all) =>
      all.map((one) => one.active && one.active.state))) : [],
    secure ? await within("OPFS", navigator.storage.getDirectory().then((root) => Array.fromAsync(root.keys()))) : [],
    secure && navigator.storageBuckets ? await within("buckets", navigator.storageBuckets.keys()) : [],
    secure && window.name ? [window.name] : [],
  ];
}"""
