// Development only: stores what the register declares of a vendor, and sends nothing.
for (const [kind, name, seconds] of JSON.parse(document.currentScript.dataset.items)) {
  // audit-sources: nothing, the names are those of the register
  if (kind === "cookie") document.cookie = name + "=stand-in;path=/;samesite=lax" + (seconds ? ";max-age=" + seconds : "");
  else window[kind][name] = "stand-in";
}
