/* Shows news of the preview: loads the page again when it is another, else changes the panel.
   What somebody has begun to fill in is never thrown away. Never part of the published site. */
(function () {
  "use strict";
  var own = document.currentScript;
  var seen = own.getAttribute("data-seen"), tick = own.getAttribute("data-tick");
  var typed = false, waiting = null;
  var policy = document.querySelector("meta[http-equiv='Content-Security-Policy']");
  var allowed = /connect-src[^;]*'self'/.exec(policy ? policy.content : "connect-src 'self'");
  function begun() { typed = true; }
  document.addEventListener("input", begun);
  document.addEventListener("change", begun);

  function asked() {
    var good = /[?&]good(=|&|$)/.test(location.search) ? "&good" : "";
    return "tick=" + encodeURIComponent(tick) + "&page=" + encodeURIComponent(location.pathname) + good;
  }
  function take(news) {
    tick = String(news.tick);
    if (news.seen !== seen && !typed) {
      location.reload();
      return;
    }
    var panel = document.getElementById("nb-preview");
    if (panel.innerHTML !== news.panel) { panel.innerHTML = news.panel; }
    if (news.seen !== seen) {
      var note = document.createElement("p");
      note.className = "nbp nbp-ahead";
      note.textContent = "这一页有新的样子。您填了东西，所以没有自己换；填完了，刷新就看到。";
      panel.appendChild(note);
    }
  }
  function later(seconds) { setTimeout(next, seconds * 1000); }
  function byFetch() {
    waiting = new AbortController();
    fetch("/_preview/news?" + asked(), { signal: waiting.signal, cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (news) { waiting = null; take(news); later(0.02); })
      .catch(function () { waiting = null; if (!document.hidden) { later(2); } });
  }
  function byScript() {
    var script = document.createElement("script");
    script.src = "/_preview/news.js?" + asked() + "&at=" + Date.now();
    script.onload = script.onerror = function () { script.remove(); later(1); };
    document.head.appendChild(script);
  }
  function next() {
    if (document.hidden || waiting) { return; }
    if (allowed) { byFetch(); } else { byScript(); }
  }
  window.nbPreview = take;
  /* A browser opens few lines to one address: pages that nobody sees keep none. */
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) {
      if (waiting) { waiting.abort(); }
    } else {
      later(0.05);
    }
  });
  next();
})();
