// HubSpot. Its own banner stays off; it stores no consent state, so each page sends it.
(function ({ id }, pv) {
  window.disableHubSpotCookieBanner = true;
  window._hsp = window._hsp || [];
  window._hsq = window._hsq || [];
  function say() {
    if (!pv.granted("hubspot")) {
      window._hsp.push(["revokeCookieConsent"]);
      window._hsq.push(["doNotTrack"]);
      return;
    }
    window._hsq.push(["doNotTrack", { track: true }]);
    window._hsp.push(["setHubSpotConsent", { analytics: true, advertisement: pv.granted("marketing"), functionality: false }]);
  }
  say();
  document.addEventListener("pv:consent", say);
  pv.load("https://js-eu1.hs-scripts.com/" + id + ".js");
})(document.currentScript.dataset, window.pv);
