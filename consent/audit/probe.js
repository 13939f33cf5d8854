// Runs in every frame before its own code: notes what is written and taken away again before anybody looks, and what is
// read out of the device (LAW C-02). Changes nothing that the page can tell.
(() => {
  const seen = { cookies: {}, localStorage: {}, sessionStorage: {}, readings: {} };
  Object.defineProperty(window, Symbol.for("audit.seen"), { value: seen });
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    ...cookie,
    set(text) {
      const before = cookie.get.call(this);
      cookie.set.call(this, text);
      const name = String(text).split("=")[0].trim();
      const held = (all) => all.split("; ").some((one) => one.split("=")[0] === name);
      if (!held(before) && held(cookie.get.call(this))) seen.cookies[name] = true;
    },
  });
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    setItem.call(this, key, value);
    try {
      seen[this === window.localStorage ? "localStorage" : "sessionStorage"][key] = true;
    } catch { /* a frame without storage */ }
  };
  const watch = (what, owner, name) => {
    const before = owner && owner.prototype && owner.prototype[name];
    if (!before) return;
    owner.prototype[name] = function (...given) {
      seen.readings[what] = true;
      return before.apply(this, given);
    };
  };
  watch("canvas", window.HTMLCanvasElement, "toDataURL");
  watch("canvas", window.HTMLCanvasElement, "toBlob");
  watch("canvas", window.CanvasRenderingContext2D, "getImageData");
  watch("WebGL", window.WebGLRenderingContext, "getParameter");
  watch("WebGL", window.WebGL2RenderingContext, "getParameter");
  watch("audio", window.OfflineAudioContext, "startRendering");
})();
