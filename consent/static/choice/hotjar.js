// Hotjar, now Contentsquare. It has no call for a yes, so the load is gated.
(function ({ id }, pv) {
  window.hj = window.hj || function () {
    (window.hj.q = window.hj.q || []).push(arguments);
  };
  window._hjSettings = { hjid: +id, hjsv: 6 };
  document.addEventListener("pv:consent", () => {
    if (!pv.granted("hotjar")) (window._uxa = window._uxa || []).push(["optout"]);
  });
  pv.load("https://static.hotjar.com/c/hotjar-" + id + ".js?sv=6");
})(document.currentScript.dataset, window.pv);
