/* Runs before the first paint, so it is short: says that scripts run, and how large the reader wants
   the page: 0 as it is, 1 大字, 2 特大. What was chosen is kept by the browser; where that is
   refused, links carry it. The elder view's own script is loaded only there. ES5. */
(function () {
  "use strict";
  var html = document.documentElement, KEY = "nb-elder", MUTE = "nb-mute", own = document.currentScript.src;
  var asked = /[?&](elder|standard)(?:=(\d?))?(?:&|$)/.exec(location.search), carried = false, loaded = false, step = "0";

  function held(key) { try { return window.localStorage.getItem(key) || ""; } catch (refused) { return ""; } }
  function keep() {
    try { window.localStorage.setItem(KEY, step); } catch (refused) { /* told by what is held */ }
    carried = step !== "0" && held(KEY) !== step;
  }

  function paint() {
    html.className = html.className.replace(/ ?\belder\S*/g, "") + (step === "0" ? "" : " elder elder-" + step);
    var buttons = document.querySelectorAll(".view [data-elder]"), n;
    for (n = 0; n < buttons.length; n++) {
      buttons[n].setAttribute("aria-pressed", String(buttons[n].getAttribute("data-elder") === step));
    }
    if (step === "0" || loaded || !document.body) return;
    var script = document.createElement("script");
    script.src = own.replace("view.js", "elder.js");
    document.head.appendChild(script);
    loaded = true;
  }

  /* The address without what it says of the size, and with it where nothing else keeps it. */
  function address(place) {
    var rest = place.search.slice(1).split("&").filter(function (part) { return part && !/^(elder|standard)\b/.test(part); });
    if (carried) rest.push("elder=" + step);
    return rest.length ? "?" + rest.join("&") : "";
  }

  function choose(wanted) {
    step = wanted;
    keep();
    paint();
    try { history.replaceState(null, "", location.pathname + address(location) + location.hash); } catch (folder) { /* on a disk */ }
    var now = document.querySelector(step === "0" ? ".view-in" : '.view-step[data-elder="' + step + '"]');
    if (now) now.focus();
    window.scrollTo(0, 0);
  }

  function pressed(event) {
    var at = event.target.closest ? event.target.closest("[data-elder], [data-menu], a[href]") : null;
    if (!at) return;
    if (at.href) {
      if (carried && at.protocol === location.protocol && at.host === location.host && /(\/|\.html)$/.test(at.pathname)) at.search = address(at);
    } else if (event.type === "click" && at.hasAttribute("data-menu")) {
      var open = at.getAttribute("aria-expanded") !== "true", what = document.getElementById(at.getAttribute("aria-controls"));
      at.setAttribute("aria-expanded", String(open));
      what.className = what.className.replace(/ ?\bopen\b/, "") + (open ? " open" : "");
    } else if (event.type === "click") choose(at.getAttribute("data-elder"));
  }

  /* What waits for a script is shown as without one when a script of the page does not come. */
  function without(event) {
    if (!event || event.target.defer) html.className = html.className.replace(/ ?\bjs-on\b/, "");
  }

  html.className += " js js-on" + (/[?&]q=[^&]/.test(location.search) ? " asked" : "") + (window.speechSynthesis && !held(MUTE) ? "" : " no-speech");
  step = held(KEY) || "0";
  if (asked) {
    step = asked[1] === "standard" || asked[2] === "0" ? "0" : asked[2] === "2" ? "2" : "1";
    keep();
  } else if (!/^[012]$/.test(step)) step = "0";
  paint();
  document.addEventListener("DOMContentLoaded", paint);
  window.addEventListener("error", without, true);
  var late = window.setTimeout(without, 12000);
  window.addEventListener("load", function () { window.clearTimeout(late); });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted || carried) return;
    step = held(KEY) || "0";
    paint();
  });
  document.addEventListener("click", pressed, true);
  document.addEventListener("auxclick", pressed, true);
  document.addEventListener("contextmenu", pressed, true);
})();
