/* Comforts, nothing that a page needs: links on file://, a print button, filters over lists. */
(function () {
  "use strict";
  var i, list;
  if (location.protocol === "file:") {
    list = document.querySelectorAll("a[href]");
    for (i = 0; i < list.length; i++) {
      var link = list[i];
      var parts = link.getAttribute("href").split("#");
      var path = parts[0];
      if (/^[a-z]+:/.test(path) || (path === "" && parts.length > 1)) continue;
      if (path === "" || /(^|\/)\.{0,2}$/.test(path)) {
        if (path !== "" && !/\/$/.test(path)) path += "/";
        link.setAttribute("href", path + "index.html" + (parts.length > 1 ? "#" + parts[1] : ""));
      }
    }
  }
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

  /* Filters: the choices stand in the page; what is chosen stands in the address (#?key=value). */
  var box = document.querySelector("[data-filters]");
  var rows = document.querySelector("[data-list]");
  if (!box || !rows || rows.children.length < 8) return;
  var choices = [];

  function field(title, input) {
    var label = document.createElement("label");
    label.textContent = title;
    label.appendChild(input);
    box.appendChild(label);
    input.addEventListener("input", chosen);
    choices.push(input);
  }

  function option(select, value, text) {
    var made = document.createElement("option");
    made.value = value;
    made.textContent = text;
    select.appendChild(made);
  }

  function used(key) {
    var found = {}, all = rows.children, n;
    for (n = 0; n < all.length; n++) {
      (all[n].getAttribute("data-" + key) || "").split(" ").forEach(function (v) { found[v] = true; });
    }
    return found;
  }

  function has(row, key, value) {
    var held = (row.getAttribute("data-" + key) || "").split(" ");
    return held.indexOf(value) >= 0 || held[0] === "*";
  }

  function show() {
    var count = 0, all = rows.children, n;
    for (n = 0; n < all.length; n++) {
      var row = all[n];
      var fits = choices.every(function (input) {
        if (!input.value || input.name === "sort") return true;
        if (input.name === "text") return row.textContent.toLowerCase().indexOf(input.value.trim().toLowerCase()) >= 0;
        return has(row, input.name, input.value);
      });
      row.hidden = !fits;
      if (fits) count++;
    }
    told.textContent = count === all.length ? where + "共 " + count + " 条" :
      count ? where + "找到 " + count + " 条，共 " + all.length + " 条" : "没有符合的，少选一样试试";
  }

  function order(by) {
    var all = Array.prototype.slice.call(first);
    if (by) {
      all.sort(function (a, b) {
        var x = a.getAttribute("data-sort") || "", y = b.getAttribute("data-sort") || "";
        if (!x || !y) return x ? -1 : y ? 1 : 0;
        return (x < y ? -1 : x > y ? 1 : 0) * (by === "new" ? -1 : 1);
      });
    }
    all.forEach(function (row) { rows.appendChild(row); });
  }

  function chosen() {
    var words = choices.filter(function (c) { return c.value; }).map(function (c) {
      return c.name + "=" + encodeURIComponent(c.value);
    });
    history.replaceState(null, "", words.length ? "#?" + words.join("&") : location.pathname + location.search);
    choices.forEach(function (c) { if (c.name === "sort") order(c.value); });
    show();
  }

  var where = document.querySelector(".part-nav") ? "这一部分" : "";
  var first = Array.prototype.slice.call(rows.children);
  var asked = {};
  if (location.hash.slice(0, 2) === "#?") {
    location.hash.slice(2).split("&").forEach(function (pair) {
      var at = pair.indexOf("=");
      asked[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1));
    });
  }
  var text = document.createElement("input");
  text.type = "search";
  text.name = "text";
  text.value = asked.text || "";
  var given = box.querySelectorAll("[data-key]");
  box.textContent = "";
  field("找几个字", text);
  for (i = 0; i < given.length; i++) {
    var key = given[i].getAttribute("data-key"), there = used(key), some = 0;
    var select = document.createElement("select");
    select.name = key;
    option(select, "", "全部");
    var values = given[i].querySelectorAll("[data-value]"), j;
    for (j = 0; j < values.length; j++) {
      var value = values[j].getAttribute("data-value");
      if (there[value] || there["*"]) { option(select, value, values[j].textContent); some++; }
    }
    if (some > 1) {
      select.value = asked[key] || "";
      field(given[i].getAttribute("data-title"), select);
    }
  }
  if (rows.querySelector('[data-sort]:not([data-sort=""])')) {
    var sort = document.createElement("select");
    sort.name = "sort";
    option(sort, "", "原来的次序");
    option(sort, "new", "新的在前");
    option(sort, "old", "旧的在前");
    sort.value = asked.sort || "";
    field("次序", sort);
    order(sort.value);
  }
  var told = document.createElement("p");
  told.className = "found";
  told.setAttribute("role", "status");
  box.parentNode.insertBefore(told, rows);
  box.hidden = false;
  show();
})();
