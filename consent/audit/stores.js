// Evaluated in a frame: the names of everything that it holds, and what the probe noted.
async () => {
  const within = (promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 500, []))]);
  const names = async (look) => {
    try { return await within(look()) || []; } catch { return []; }
  };
  const seen = window[Symbol.for("audit.seen")] || { cookies: {}, localStorage: {}, sessionStorage: {}, readings: {} };
  const keys = (kind) => names(async () => [...new Set([...Object.keys(window[kind]), ...Object.keys(seen[kind])])]);
  return {
    host: location.hostname,
    cookies: Object.keys(seen.cookies),
    localStorage: await keys("localStorage"),
    sessionStorage: await keys("sessionStorage"),
    IndexedDB: await names(async () => (await indexedDB.databases()).map((one) => one.name)),
    CacheStorage: await names(() => caches.keys()),
    serviceWorker: await names(async () => (await navigator.serviceWorker.getRegistrations()).map((one) =>
      new URL((one.active || one.waiting || one.installing).scriptURL).pathname)),
    OPFS: await names(async () => {
      const files = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
      return files;
    }),
    storageBucket: await names(() => navigator.storageBuckets.keys()),
    "window.name": window.name && window === top ? ["window.name"] : [],
    readings: Object.keys(seen.readings),
  };
}
