/* Comforts, nothing that a page needs: links on file://, a print button, filters over lists. */
(function () {
  "use strict";
  var i, list;
  var root = document.currentScript.getAttribute("src").replace(/assets\/nb\/site\.js.*$/, "");

  /* A browser shows a folder on a disk as a listing of its files. */
  function withIndex(below) {
    if (location.protocol !== "file:") return;
    var links = below.querySelectorAll("a[href]"), n;
    for (n = 0; n < links.length; n++) {
      var halves = links[n].getAttribute("href").split("#"), path = halves[0];
      if (/^[a-z]+:/.test(path) || (path === "" && halves.length > 1)) continue;
      if (path === "" || /(^|\/)\.{0,2}$/.test(path)) {
        if (path !== "" && !/\/$/.test(path)) path += "/";
        links[n].setAttribute("href", path + "index.html" + (halves.length > 1 ? "#" + halves[1] : ""));
      }
    }
  }
  window.noticeboardLinks = withIndex;
  withIndex(document);
  list = document.querySelectorAll("form[role=search]");
  for (i = 0; i < list.length && location.protocol === "file:"; i++)
    if (/\/$/.test(list[i].getAttribute("action"))) list[i].setAttribute("action", list[i].getAttribute("action") + "index.html");

  /* "/" goes to the search box, where nothing is being typed. */
  document.addEventListener("keydown", function (event) {
    var field = document.querySelector("form[role=search] input"), on = document.activeElement;
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || !field) return;
    if (on && (/^(input|select|textarea)$/i.test(on.tagName) || on.isContentEditable)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  list = document.querySelectorAll("[data-print]");
  for (i = 0; i < list.length; i++) {
    list[i].hidden = false;
    list[i].addEventListener("click", function () { window.print(); });
  }

  /* The days left of a notice, by its printed dates and the reader's clock. */
  var now = new Date(), words = { before: "还没有开始", during: "公示中", after: "公示期满" };
  var today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  list = document.querySelectorAll("[data-end]");
  for (i = 0; i < list.length; i++) {
    var from = Date.parse(list[i].getAttribute("data-start")), to = Date.parse(list[i].getAttribute("data-end"));
    var phase = today < from ? "before" : today > to ? "after" : "during";
    if (list[i].hasAttribute("data-word")) {
      list[i].textContent = words[phase];
      list[i].className = phase === "during" ? "stage stage-done" : "stage";
      continue;
    }
    var days = Math.round((to - today) / 86400000);
    list[i].textContent = phase === "before" ? "还没有开始" : phase === "after" ? "公示期满" :
      days ? "还有 " + days + " 天" : "今天是最后一天";
    list[i].hidden = false;
  }

  /* Filters: the fields stand in the page; what is chosen stands in the address (#?key=value).
     Nothing chosen: the page as it is. Something chosen: one list of all that fits, and of a list
     in parts also from the other parts, whose rows are loaded then. */
  var box = document.querySelector("[data-filters]");
  var lists = document.querySelectorAll("[data-list]");
  if (!box || !lists.length) return;
  var part = +box.getAttribute("data-part") || 1, parts = +box.getAttribute("data-parts") || 1;
  var total = +box.getAttribute("data-total"), nav = document.querySelector(".part-nav");
  var rows = [], held = {}, waiting = 0, failed = false, asked = {}, j;
  var choices = Array.prototype.slice.call(box.querySelectorAll("input, select"));
  for (i = 0; i < lists.length; i++) rows = rows.concat(Array.prototype.slice.call(lists[i].children));
  held[part] = rows;

  function used(key) {
    var found = {};
    rows.forEach(function (row) {
      (row.getAttribute("data-" + key) || "").split(" ").forEach(function (v) { found[v] = true; });
    });
    return found;
  }

  function fits(row) {
    return choices.every(function (input) {
      if (!input.value || input.name === "sort") return true;
      if (input.name === "text") return row.textContent.toLowerCase().indexOf(input.value.trim().toLowerCase()) >= 0;
      var has = (row.getAttribute("data-" + input.name) || "").split(" ");
      return has.indexOf(input.value) >= 0 || has[0] === "*";
    });
  }

  function sorted(some, by) {
    return by ? some.sort(function (a, b) {
      var x = a.getAttribute("data-sort") || "", y = b.getAttribute("data-sort") || "";
      if (!x || !y) return x ? -1 : y ? 1 : 0;
      return (x < y ? -1 : x > y ? 1 : 0) * (by === "new" ? -1 : 1);
    }) : some;
  }

  /* The other parts: a script each, which calls nbRows(part, rows). */
  window.nbRows = function (number, made) {
    var holder = document.createElement("ul");
    holder.innerHTML = made.join("");
    var links = holder.querySelectorAll("a[href]"), n;
    for (n = 0; n < links.length; n++) {
      var to = links[n].getAttribute("href");
      if (!/^[a-z]+:/.test(to)) links[n].setAttribute("href", root + to);
    }
    withIndex(holder);
    held[number] = Array.prototype.slice.call(holder.children);
  };

  function load() {
    for (var n = 1; n <= parts; n++) {
      if (held[n]) continue;
      held[n] = [];
      waiting++;
      var script = document.createElement("script");
      script.src = root + box.getAttribute("data-rows") + n + ".js";
      script.onload = function () { waiting--; show(); };
      script.onerror = function () { waiting--; failed = true; show(); };
      document.head.appendChild(script);
    }
  }

  function show() {
    var looking = choices.some(function (c) { return c.value; }), found = [], n;
    for (i = 0; i < lists.length; i++) {
      var whole = lists[i].parentNode.hasAttribute("data-group") ? lists[i].parentNode : lists[i];
      whole.hidden = looking;
    }
    if (nav) nav.hidden = looking;
    results.textContent = "";
    results.hidden = !looking;
    if (choices.some(function (c) { return c.value && c.name !== "text"; })) box.className = "filters open";
    if (!looking) {
      told.textContent = all;
      return;
    }
    for (n = 1; n <= parts; n++) found = found.concat((held[n] || []).filter(fits));
    choices.forEach(function (c) { if (c.name === "sort") found = sorted(found, c.value); });
    found.forEach(function (row) {
      var copy = row.cloneNode(true);
      copy.removeAttribute("id");
      results.appendChild(copy);
    });
    told.textContent = waiting ? "正在找其他部分……" :
      (found.length ? "找到 " + found.length + " 条，全部共 " + total + " 条" : "没有符合的，少选一样试试") +
      (failed ? "。有的部分没有取到，请连上网再试" : "");
  }

  function chosen() {
    var words = choices.filter(function (c) { return c.value; }).map(function (c) {
      return c.name + "=" + encodeURIComponent(c.value);
    });
    history.replaceState(null, "", words.length ? "#?" + words.join("&") : location.pathname + location.search);
    if (words.length) load();
    show();
  }

  function read() {
    asked = {};
    if (location.hash.slice(0, 2) !== "#?") return;
    location.hash.slice(2).split("&").forEach(function (pair) {
      var at = pair.indexOf("=");
      try { asked[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1)); } catch (broken) { /* half a link */ }
    });
  }

  /* A link to another choice of the same list. */
  window.addEventListener("hashchange", function () {
    read();
    choices.forEach(function (c) {
      c.value = asked[c.name] || "";
      if (c.selectedIndex < 0) c.value = "";
    });
    if (choices.some(function (c) { return c.value; })) load();
    show();
  });

  /* What no row has is no choice; of a list in parts, the rows are not all here. */
  read();
  choices.forEach(function (input) {
    var there = parts === 1 && input.tagName === "SELECT" && input.name !== "sort" ? used(input.name) : null;
    for (j = input.length - 1; there && j > 0; j--) {
      if (!there[input.options[j].value] && !there["*"]) input.remove(j);
    }
    input.disabled = input.length === 1;
    if (asked[input.name]) input.value = asked[input.name];
    if (input.selectedIndex < 0) input.value = "";
    input.addEventListener("input", chosen);
  });
  var told = document.querySelector(".found"), all = told.textContent, results = document.createElement("ul");
  results.className = "rows wide results";
  told.parentNode.insertBefore(results, told.nextSibling);
  if (choices.some(function (c) { return c.value; })) load();
  show();
})();
