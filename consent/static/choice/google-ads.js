// Google Ads with Consent Mode v2, basic: no tag before a yes. The default comes first, the update restores the choice.
// Advertisements are measured, not personalised: all that the register says a yes is for.
(function ({ id }, pv) {
  window.dataLayer = window.dataLayer || [];
  function gtag() {
    window.dataLayer.push(arguments);
  }
  const to = (yes) => (yes ? "granted" : "denied");
  const signals = (ads, analytics) => ({
    ad_storage: to(ads), ad_user_data: to(ads), ad_personalization: "denied", analytics_storage: to(analytics),
  });
  const say = () => gtag("consent", "update", signals(pv.granted("google-ads"), pv.granted("analytics")));
  window.gtag = gtag;
  gtag("consent", "default", signals(false, false));
  gtag("set", "ads_data_redaction", true);
  say();
  gtag("js", new Date());
  gtag("config", id);
  document.addEventListener("pv:consent", say);
  pv.load("https://www.googletagmanager.com/gtag/js?id=" + id);
})(document.currentScript.dataset, window.pv);
