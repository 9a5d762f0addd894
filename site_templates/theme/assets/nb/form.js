/* A form that keeps what was typed until it is stored, and tells its receipt code beforehand.
   Without this script the form is sent as it is; so whatever is missing here, nothing is lost.
   ES5: it must run in the web views of old phones. */
(function () {
  "use strict";
  var holder = document.querySelector("[data-form]");
  if (!holder) return;
  var triage = holder.getAttribute("data-triage") === "1", codes = window.noticeboardReceipt;
  var own = holder.getAttribute("data-form") === "own";
  var KEY = "nb-form:" + location.pathname, WEEK = 7 * 24 * 3600 * 1000, DAY = 24 * 3600;

  function all(query, below) { return Array.prototype.slice.call((below || document).querySelectorAll(query)); }
  function one(query) { return document.querySelector(query); }
  function each(query, does) { all(query).forEach(does); }
  function show(node, shown) { if (node) node.hidden = !shown; }

  /* A store may be missing, full, or throw: then nothing is kept, and the rest goes on. */
  function store(kind) {
    function held() { try { return window[kind]; } catch (refused) { return null; } }
    return {
      read: function (key) { try { return JSON.parse(held().getItem(key)); } catch (broken) { return null; } },
      write: function (key, value) { try { held().setItem(key, JSON.stringify(value)); return true; } catch (full) { return false; } },
      drop: function (key) { try { held().removeItem(key); } catch (none) { /* nothing was kept */ } },
      keys: function () {
        var found = [], n;
        try { for (n = 0; n < held().length; n++) found.push(held().key(n)); } catch (none) { /* nothing was kept */ }
        return found;
      }
    };
  }

  function fresh() {
    try { return codes.fresh(); } catch (missing) { return ""; }
  }

  function uuid() {
    var bytes = new Uint8Array(16), text = "", n;
    window.crypto.getRandomValues(bytes);
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    for (n = 0; n < 16; n++) {
      text += (n === 4 || n === 6 || n === 8 || n === 10 ? "-" : "") + (bytes[n] + 256).toString(16).slice(1);
    }
    return text;
  }

  function tell(code) {
    each("[data-code]", function (place) { place.textContent = codes.shown(code); });
    show(one("[data-code-box]"), true);
    each("[data-copy]", function (button) {
      if (button.nbReady) return;
      button.nbReady = true;
      button.hidden = false;
      button.addEventListener("click", function () { copy(button); });
    });
  }

  /* The code as it stands in the page: also where there is no navigator.clipboard (no HTTPS, old phones). */
  function copy(button) {
    var area = document.createElement("textarea"), done = false;
    area.value = one("[data-code]").textContent;
    area.setAttribute("readonly", "");
    area.className = "trap";
    button.parentNode.appendChild(area);
    area.select();
    area.setSelectionRange(0, area.value.length);
    try { done = document.execCommand("copy"); } catch (refused) { done = false; }
    button.parentNode.removeChild(area);
    button.focus();
    button.textContent = done ? "复制好了" : "请手抄";
  }

  if (!own) {
    var link = one("[data-google]"), kept = store("sessionStorage"), code = triage && (kept.read(KEY) || fresh());
    if (!link || !code) return;
    kept.write(KEY, code);
    each("[data-plain]", function (node) { show(node, false); });
    tell(code);
    link.href = link.getAttribute("data-google").replace("RECEIPT", codes.shown(code));
    return;
  }

  var WHY = { 408: "信号不好。", 429: "现在送的人多。", 503: "收答案的地方现在存不下来。" };
  var form = holder, memory = store("localStorage"), state, sending = false, timer = 0, tries = 0, loud = true;
  var trouble = one("[data-trouble]"), now = one("[data-now]"), clear = one("[data-clear]"), send = form.querySelector("[type=submit]");

  function begun() {
    return { at: Date.now(), first: Date.now(), id: uuid(), code: triage ? fresh() : "", values: {}, pending: null };
  }

  try { state = begun(); } catch (old) { return; }
  if (triage && !state.code) return;

  memory.keys().forEach(function (key) {
    var value = key && key.indexOf("nb-form:") === 0 ? memory.read(key) : null;
    if (value && !(Date.now() - value.at < WEEK)) memory.drop(key);
  });
  var before = memory.read(KEY);
  if (before && before.id && before.values && (before.code || !triage) && Date.now() - before.at < WEEK) state = before;

  function fields() { return all("[name]", form).filter(function (f) { return /^q\./.test(f.name); }); }

  function values() {
    var found = {};
    fields().forEach(function (field) {
      var ticks = field.type === "radio" || field.type === "checkbox";
      if (ticks && !field.checked) return;
      if (!ticks && !field.value) return;
      (found[field.name] = found[field.name] || []).push(field.value);
    });
    return found;
  }

  function fill(given) {
    fields().forEach(function (field) {
      var mine = given[field.name] || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.indexOf(field.value) >= 0;
      else field.value = mine.length ? mine[0] : "";
    });
  }

  function keep() {
    state.values = values();
    state.at = Date.now();
    show(one("[data-kept]"), memory.write(KEY, state));
  }

  /* Questions that are for some only, and words beside an option. A question that does not apply is
     hidden and not sent; what stands in it is kept, for whoever changes their mind. */
  function chosen(name) { return values()["q." + name] || []; }
  function applies(block) {
    var on = block.getAttribute("data-if");
    if (!on) return true;
    var asked = all("[data-q]", form).filter(function (b) { return b.getAttribute("data-q") === on; })[0];
    var wanted = block.getAttribute("data-codes").split(" ");
    return (!asked || applies(asked)) && chosen(on).some(function (c) { return wanted.indexOf(c) >= 0; });
  }
  function fit() {
    all("[data-q]", form).forEach(function (block) { block.hidden = !applies(block); });
    all("[data-own]", form).forEach(function (label) {
      label.hidden = !all("[data-other]", label.parentNode).some(function (o) { return o.checked; });
    });
  }

  function shownBlocks() { return all("[data-q]", form).filter(function (b) { return !b.hidden; }); }

  function answers() {
    var given = values(), made = { answers: {}, other: {} };
    shownBlocks().forEach(function (block) {
      var name = block.getAttribute("data-q"), kind = block.getAttribute("data-kind");
      var mine = (given["q." + name] || []).filter(function (v) { return v !== ""; });
      var words = block.querySelector("[data-own]:not([hidden]) input");
      if (kind === "single" || kind === "multi" || kind === "scale") {
        if (mine.length) made.answers[name] = mine;
        if (words && words.value.trim()) made.other[name] = words.value.trim();
      } else if (mine.length && mine[0].trim()) made.answers[name] = mine[0].trim();
    });
    return made;
  }

  function say(text) { now.textContent = text; }

  function complain(text) {
    trouble.textContent = text;
    show(trouble, Boolean(text));
  }

  function unmark() {
    complain("");
    all(".wrong", form).forEach(function (node) { node.parentNode.removeChild(node); });
    all("[aria-invalid]", form).forEach(function (node) {
      node.removeAttribute("aria-invalid");
      var told = (node.getAttribute("aria-describedby") || "").replace(/ ?\bwrong-\S+/, "");
      if (told) node.setAttribute("aria-describedby", told);
      else node.removeAttribute("aria-describedby");
    });
  }

  function first(block) { return block.querySelector("input, select, textarea"); }

  function mark(block, text) {
    var note = document.createElement("p"), control = first(block), id = "wrong-" + block.getAttribute("data-q");
    note.className = "wrong";
    note.id = id;
    note.textContent = text;
    var into = block.querySelector("fieldset") || block, where = into.querySelector(".picks, input, select, textarea");
    into.insertBefore(note, where);
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", (control.getAttribute("aria-describedby") || "").concat(" ", id).trim());
  }

  function jump(block) {
    var control = first(block);
    if (window.noticeboardSteps) window.noticeboardSteps.go(block);
    control.focus();
    block.scrollIntoView();
  }

  /* Only what can be seen here; the collector judges everything. */
  function wrong(block, made) {
    var name = block.getAttribute("data-q"), answer = made.answers[name], most = +block.getAttribute("data-most");
    if (block.hasAttribute("data-must") && answer === undefined) return "这一题要答。";
    if (most && answer && answer.length > most) return "最多选 " + most + " 个，您选了 " + answer.length + " 个。";
    if (block.getAttribute("data-kind") === "number" && answer && !/^[-－]?[0-9０-９.．]+$/.test(answer)) return "这里只填数字，例如 12。";
    return "";
  }

  function judged(made) {
    var bad = shownBlocks().filter(function (block) {
      var text = wrong(block, made);
      if (text) mark(block, text);
      return Boolean(text);
    });
    if (!bad.length) return true;
    complain(bad.length > 1 ? "还有 " + bad.length + " 题要改一改，这是第一题。" : "还有一题要改一改。");
    jump(bad[0]);
    return false;
  }

  function isClosed() {
    var until = form.getAttribute("data-closes");
    /* The survey's days are days in China, whatever the phone's clock is set to. */
    return until && new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10) > until;
  }

  function body() {
    var made = answers(), same = JSON.stringify(made);
    if (state.pending && state.pending.same === same) return state.pending.body;
    var message = {
      id: state.id, version: +form.getAttribute("data-version"), answers: made.answers, other: made.other,
      seconds: Math.max(0, Math.min(DAY, Math.round((Date.now() - state.first) / 1000))), website: form.elements.website.value
    };
    if (triage) message.digest = codes.digest(state.code);
    state.pending = { same: same, body: JSON.stringify(message) };
    return state.pending.body;
  }

  function start(asked) {
    if (sending) return;
    window.clearTimeout(timer);
    unmark();
    if (isClosed()) { complain("已经截止，不收了。有事可以打电话，或者到居委会说。"); return; }
    if (!judged(answers())) { state.pending = null; keep(); return; }
    if (asked) tries = 0;
    loud = asked || !timer;
    sending = true;
    send.setAttribute("aria-disabled", "true");
    say("正在送出……");
    var text = body();
    keep();
    if (navigator.onLine === false) { failed("现在没有网。"); return; }
    post(text);
  }

  function post(text) {
    var request = new XMLHttpRequest();
    request.onload = function () {
      var told = null;
      try { told = JSON.parse(request.responseText); } catch (html) { told = null; }
      told = told && typeof told === "object" ? told : null;
      /* What is no JSON was not said by the collector: a log-in page of a network says 200 too. */
      if (told && (request.status === 200 || request.status === 201)) done("");
      else if (told && told.error === "code-taken") anew();
      else if (told && request.status === 409) done("这一份先前已经收到了，后来改的字没有算进去。还有要说的，请再填一份。");
      else if (!told || request.status >= 500 || request.status === 429 || request.status === 408) {
        failed(WHY[request.status] || "没有送到。", +request.getResponseHeader("Retry-After"));
      }
      else refused(told);
    };
    request.onerror = request.ontimeout = request.onabort = function () { failed("网络断了，没有送到。"); };
    try {
      request.open("POST", form.getAttribute("action"));
      request.timeout = 20000;
      request.setRequestHeader("Content-Type", "application/json");
      request.send(text);
    } catch (never) { failed("没有送到。"); }
  }

  /* Somebody else holds this code, as good as never: begin again with another. */
  function anew() {
    rest();
    state.id = uuid();
    state.code = fresh();
    state.pending = null;
    tell(state.code);
    keep();
    say("");
    complain("还没有送出：回执码换了一个，请重新抄下来，再按一次“送出”。");
    trouble.focus();
  }

  function rest() {
    sending = false;
    send.removeAttribute("aria-disabled");
  }

  function failed(why, wait) {
    rest();
    tries++;
    say("");
    complain("还没有送出。" + why + "您写的都留着，连上网会自己再送；也可以再按一次“送出”。" + (triage ? "回执码不变。" : ""));
    /* Whoever has just pressed the button, or come back, is shown it; not whoever is writing. */
    if (loud) trouble.scrollIntoView({ block: "center" });
    var seconds = Math.min(300, Math.max(wait || 0, 5 * Math.pow(2, tries - 1)));
    timer = window.setTimeout(function () { start(false); }, seconds * 1000);
  }

  function refused(told) {
    rest();
    say("");
    state.pending = null;
    keep();
    var block = all("[data-q]", form).filter(function (b) { return told.question && b.getAttribute("data-q") === told.question && !b.hidden; })[0];
    complain(told.message || "没有收下，请打电话或者到居委会说。");
    if (!block) { trouble.focus(); return; }
    mark(block, told.message || "这一题请再看一看。");
    jump(block);
  }

  function done(note) {
    rest();
    memory.drop(KEY);
    state.values = {};
    form.reset();
    say("");
    each("[data-before]", function (node) { show(node, false); });
    each(".screen-only", function (node) { show(node, false); });
    var panel = one("[data-done]"), words = one("[data-done-note]"), receipt = one("[data-receipt]");
    words.textContent = note;
    show(words, Boolean(note));
    if (receipt) receipt.href = receipt.getAttribute("href").split("#")[0] + "#" + state.code;
    show(panel, true);
    window.scrollTo(0, 0);
    panel.querySelector("h2").focus();
    state.stored = true;
  }

  form.noValidate = true;
  form.setAttribute("autocomplete", "off");
  each("[data-plain], [data-only]", function (node) { show(node, false); });
  show(clear, true);
  if (triage) tell(state.code);
  if (Object.keys(state.values).length) { fill(state.values); say("上次写的还在，接着填就行。"); }
  fit();

  /* For form-steps.js: the questions that apply, and whether one is answered as it must be. */
  window.noticeboardForm = {
    blocks: shownBlocks,
    resumed: Object.keys(state.values).length > 0,
    waits: function () { return Boolean(state.pending); },
    fits: function (block) {
      unmark();
      var text = wrong(block, answers());
      if (text) { mark(block, text); first(block).focus(); }
      return !text;
    }
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  function changed() {
    if (state.stored) return;
    fit();
    keep();
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!state.stored) start(true);
  });
  window.addEventListener("online", function () { if (state.pending && !state.stored) start(false); });
  clear.addEventListener("click", function () {
    if (sending || !window.confirm("把这一页写的都清空？")) return;
    window.clearTimeout(timer);
    memory.drop(KEY);
    form.reset();
    state = begun();
    if (triage) tell(state.code);
    unmark();
    fit();
    show(one("[data-kept]"), false);
    say("清空了。");
    window.scrollTo(0, 0);
  });
  one("[data-again]").addEventListener("click", function (event) {
    event.preventDefault();
    location.reload();
  });
  /* Asked to be sent before the page was left: go on with it. */
  if (state.pending) start(false);
})();
