// Development only: what an adapter would load from a vendor comes from this site instead.
(function ({ standIn }, pv) {
  if (!pv) return;
  pv.load = (address) => {
    const { origin } = new URL(address);
    const service = [...document.querySelectorAll("meta[name=stand-in]")].find((one) => one.content.split(" ").includes(origin));
    const script = Object.assign(document.createElement("script"), { src: standIn });
    script.dataset.items = service?.dataset.items || "[]";
    document.head.append(script);
  };
})(document.currentScript.dataset, window.pv);
