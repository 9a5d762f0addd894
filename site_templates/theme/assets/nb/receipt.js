/* 查进度: a code becomes its digest here, the digest's file is loaded, what it says is shown.
   Nothing is sent anywhere: not even the code after # goes to the server. ES5. */
(function () {
  "use strict";
  var box = document.querySelector("[data-letters]");
  if (!box || !window.noticeboardReceipt) return;
  var codes = window.noticeboardReceipt, letters = +box.getAttribute("data-letters");
  var form = box.querySelector("[data-look]"), input = form.elements.code;
  var wrong = box.querySelector("[data-wrong]"), result = box.querySelector("[data-result]");
  var loaded = {}, asked = "", last = "";
  form.hidden = false;
  box.querySelector("[data-no-script]").hidden = true;

  function say(what) {
    var all = result.querySelectorAll("[data-say]"), i, shown = null;
    box.className = what === "found" ? "look look-found" : "look";
    for (i = 0; i < all.length; i++) {
      all[i].hidden = all[i].getAttribute("data-say") !== what;
      if (!all[i].hidden) shown = all[i];
    }
    return shown;
  }

  function refuse(words) {
    say("");
    wrong.textContent = words + "。";
    wrong.hidden = false;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  function look(text, typed) {
    var why = codes.why(text), code = codes.read(text);
    wrong.hidden = true;
    input.removeAttribute("aria-invalid");
    if (why) return refuse(why);
    input.value = codes.shown(code);
    asked = codes.digest(code);
    last = codes.shown(code);
    /* The address can be kept, shared, printed: it leads here again. */
    if (typed) {
      try { history.replaceState(null, "", "#" + last); } catch (e) { /* file:// in some browsers */ }
    }
    if (box.getAttribute("data-any") === "no") return found(null);
    var name = asked.slice(0, letters) || "all";
    if (loaded[name]) return found(loaded[name]);
    say("loading");
    var script = document.createElement("script"), wanted = asked;
    script.src = "look/" + name + ".js";
    script.onerror = function () {
      document.head.removeChild(script);
      if (asked === wanted) say("offline");
    };
    document.head.appendChild(script);
  }

  window.nbReceipts = function (name, entries, told) {
    loaded[name || "all"] = [entries, told];
    if (asked && asked.slice(0, letters) === name) found(loaded[name || "all"]);
  };

  function found(file) {
    var entry = file && Object.prototype.hasOwnProperty.call(file[0], asked) ? file[0][asked] : null;
    if (!entry) {
      say("missing");
      return result.focus();
    }
    var card = say("found"), place;
    /* Made by our own templates at build time, everything in it escaped there. */
    card.innerHTML = file[1][entry[2]];
    if (window.noticeboardLinks) window.noticeboardLinks(card);
    place = card.querySelector("[data-received]");
    if (place) place.textContent = entry[0] + " · ";
    place = card.querySelector("[data-promised]");
    if (place && entry[1]) {
      place.hidden = false;
      card.querySelector("[data-promised-day]").textContent = entry[1];
      card.querySelector("[data-unpromised]").hidden = true;
    }
    place = document.createElement("p");
    place.className = "quiet";
    place.textContent = "回执码 " + last;
    card.insertBefore(place, card.firstChild);
    card.querySelector("[data-heading]").focus();
  }

  function fromAddress() {
    var given = location.hash.slice(1) || (/[?&]code=([^&]*)/.exec(location.search) || ["", ""])[1];
    try { given = decodeURIComponent(given); } catch (e) { given = ""; }
    /* #main and the like are places in the page. */
    if (!given || document.getElementById(given)) return;
    input.value = given;
    look(given, false);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    look(input.value, true);
  });
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
