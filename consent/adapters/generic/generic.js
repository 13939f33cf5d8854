// A vendor without an adapter of its own. The call that stops it is looked up by name, never made from text.
(function ({ service, src, attributes, stop, stopWith }, pv) {
  document.addEventListener("pv:consent", () => {
    if (!stop || pv.granted(service)) return;
    const path = stop.split("."), name = path.pop();
    const owner = path.reduce((value, key) => value?.[key], window);
    owner?.[name]?.(...JSON.parse(stopWith));
  });
  const script = document.createElement("script");
  for (const [key, value] of Object.entries(JSON.parse(attributes))) script.setAttribute(key, value);
  script.src = src;
  document.head.append(script);
})(document.currentScript.dataset, window.pv);
