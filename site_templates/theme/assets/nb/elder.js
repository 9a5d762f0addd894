/* 读给我听, in the elder view: the page's text in its order, a sentence at a time, by the voice that
   the phone has. Never by itself. ES5. */
(function () {
  "use strict";
  var html = document.documentElement, talk = window.speechSynthesis, button = document.querySelector("[data-read]");
  var main = document.getElementById("main"), queue = null, at = 0, reading = false, spoken = 0, lit = null, voice = null;
  /* Not text of the page: what is pressed, what is filled in, where one is. */
  var SILENT = ".crumbs, .acts, .filters, .more, .screen-only, form, button, summary, svg, script, [hidden], .n small";
  var BLOCKS = "h1, h2, h3, p, li, dt, dd, th, td, legend, blockquote, div";

  function mark(name) { html.className = html.className.replace(/ ?\b(no-)?speech\b/g, "") + " " + name; }

  function find() {
    var all = talk.getVoices(), n;
    for (n = 0; n < all.length && !voice; n++) {
      if (/^(zh|cmn)/i.test(all[n].lang) && !/HK|yue/i.test(all[n].lang)) voice = all[n];
    }
    if (voice) { mark("speech"); mute(false); }
    return voice;
  }

  /* As one says it: dates in words, telephone numbers and codes digit by digit. */
  function said(text) {
    return text
      .replace(/(\d{4})-(\d\d)-(\d\d)/g, function (all, y, m, d) { return y + "年" + +m + "月" + +d + "日"; })
      .replace(/(\d{1,2})[:：](\d\d)/g, function (all, h, m) { return h + "点" + (+m ? +m + "分" : ""); })
      .replace(/[A-Z0-9]{4}(-[A-Z0-9]{4}){2}|\d{3,4}-\d{7,8}|\d{5,}|1\d{4}(?=\D|$)/g, function (code) {
        return code.replace(/-/g, "").split("").join(" ");
      })
      .replace(/[·›｜|]/g, "，").replace(/[—–]+/g, "，").replace(/\s+/g, " ");
  }

  /* Sentences with the block in which each stands; a long one is cut at a comma. */
  function sentences() {
    var walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT, null, false), found = [], last = null, node, text = "";
    function end() {
      var parts = text.replace(/\s+/g, " ").match(/[^。！？；]+[。！？；]?/g) || [];
      parts.forEach(function (part) {
        (part.length > 120 ? part.match(/[^，、]+[，、]?/g) : [part]).forEach(function (piece) {
          if (/[\w一-鿿]/.test(piece)) found.push({ text: said(piece.trim()), block: last });
        });
      });
      text = "";
    }
    while ((node = walk.nextNode())) {
      var holder = node.parentNode;
      if (!/\S/.test(node.nodeValue) || holder.closest(SILENT) || !holder.getClientRects().length) continue;
      var block = holder.closest(BLOCKS);
      if (block !== last) { end(); last = block; }
      text += node.nodeValue;
    }
    end();
    return found;
  }

  function light(block) {
    if (lit) lit.className = lit.className.replace(/ ?\breading\b/, "");
    lit = block;
    if (!block) return;
    block.className += " reading";
    var box = block.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) block.scrollIntoView();
  }

  function show(words) {
    button.textContent = words;
    button.className = reading ? "on" : "";
  }

  /* Remembered, so that the next page keeps no place for a button that cannot work. */
  function mute(yes) {
    try {
      if (yes) window.localStorage.setItem("nb-mute", "1");
      else window.localStorage.removeItem("nb-mute");
    } catch (refused) { /* then a place is kept */ }
  }

  function next() {
    var mine = ++spoken, told;
    if (!reading) return;
    if (at >= queue.length) { stop("读给我听"); queue = null; return; }
    told = new window.SpeechSynthesisUtterance(queue[at].text);
    told.lang = "zh-CN";
    told.voice = voice;
    told.rate = 0.9;
    light(queue[at].block);
    told.onend = function () { if (mine === spoken && reading) { at++; next(); } };
    told.onerror = function () { if (mine === spoken && reading) stop("接着读"); };
    talk.speak(told);
  }

  function stop(words) {
    reading = false;
    spoken++;
    talk.cancel();
    light(null);
    show(words);
  }

  if (!button || !main || !talk || !window.SpeechSynthesisUtterance || !main.closest) { mark("no-speech"); return; }
  if (!find()) {
    if (talk.addEventListener) talk.addEventListener("voiceschanged", find);
    else talk.onvoiceschanged = find;
    window.setTimeout(function () { if (!voice) mute(true); }, 3000);
  }
  button.addEventListener("click", function () {
    if (reading) { stop("接着读"); return; }
    if (!queue) { queue = sentences(); at = 0; }
    reading = true;
    show("停下");
    next();
  });
  window.addEventListener("pagehide", function () { stop("读给我听"); });
})();
