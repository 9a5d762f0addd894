/* The page /search/: what stands after ?q= is looked for, found things are links in a list. */
(function () {
  "use strict";
  var form = document.querySelector("[data-search]"), box = document.querySelector("[data-search-here]");
  if (!form || !box) return;
  var root = document.currentScript.getAttribute("src").replace(/assets\/nb\/search-page\.js.*$/, "");
  var input = form.querySelector("input"), told = document.getElementById("search-told");
  var list = box.querySelector("ol"), filters = box.querySelector(".search-filters");
  var none = box.querySelector(".search-none"), broken = box.querySelector(".search-broken");
  var more = box.querySelector("[data-more]"), asked = read(), turn = 0, at = 0, slow;

  function read() {
    var found = {};
    location.search.slice(1).split("&").forEach(function (pair) {
      var cut = pair.indexOf("=");
      try { found[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1).replace(/\+/g, " ")); } catch (half) { /* half a link */ }
    });
    return { q: found.q || "", kind: found.kind || "", community: found.community || "" };
  }

  function element(name, text, kind) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  function pieces(into, parts) {
    parts.forEach(function (part) {
      into.appendChild(part[1] ? element("mark", part[0]) : document.createTextNode(part[0]));
    });
    return into;
  }

  function item(hit) {
    var made = element("li"), link = element("a"), what = element("p", "", "what");
    link.href = root + hit.address;
    made.appendChild(pieces(link, hit.marked));
    what.appendChild(element("b", hit.kind));
    if (hit.community && hit.community !== hit.title) what.appendChild(element("span", hit.community));
    if (hit.state) what.appendChild(element("span", hit.state));
    if (hit.aka) what.appendChild(element("span", "也叫" + hit.aka));
    made.appendChild(what);
    if (hit.snippet.length) made.appendChild(pieces(element("p"), hit.snippet));
    return made;
  }

  function say(found) {
    var words = "“" + asked.q + "”", narrowed = asked.kind || asked.community;
    if (found.failed) return "没有取到全部内容，“" + asked.q + "”还没有找完。";
    if (!found.total) return narrowed && found.whole ? "这样挑没有，换一种看看。" : "没有找到" + words + "。";
    if (found.near) return "没有和" + words + "完全一样的，下面这些接近（" + found.total + " 条）：";
    return "找到" + (found.about ? "大约 " : " ") + found.total + " 条" + words + "：";
  }

  function choice(name, title, all, value) {
    var label = element("label", title), select = element("select"), there = 0;
    select.name = name;
    all = [["", "全部"]].concat(all);
    all.forEach(function (one) {
      var made = element("option", one[1] + (one[2] ? "（" + one[2] + "）" : ""));
      made.value = one[0];
      select.appendChild(made);
      there++;
    });
    select.value = value;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    label.appendChild(select);
    select.addEventListener("change", function () {
      asked[name] = select.value;
      remember();
      look(0);
    });
    if (there > 2 || value) filters.appendChild(label);
  }

  function narrow(found) {
    var held = document.activeElement && document.activeElement.name;
    filters.textContent = "";
    if (found.whole > 7 || asked.kind || asked.community) {
      choice("kind", "种类", found.kinds.map(function (one) { return [one[0], one[0], one[1]]; }), asked.kind);
      choice("community", "社区", found.communities, asked.community);
    }
    filters.hidden = !filters.firstChild;
    var again = held && filters.querySelector("[name=" + held + "]");
    if (again) again.focus();
  }

  /* Where the address cannot be changed (a page from a disk), it stays as it was. */
  function remember() {
    var words = "?q=" + encodeURIComponent(asked.q) + (asked.kind ? "&kind=" + encodeURIComponent(asked.kind) : "") +
      (asked.community ? "&community=" + encodeURIComponent(asked.community) : "");
    try { history.replaceState(null, "", words); } catch (fixed) { /* from a disk */ }
  }

  function look(from) {
    var mine = ++turn;
    told.removeAttribute("data-done");
    broken.hidden = true;
    none.hidden = true;
    if (!from) { list.textContent = ""; more.parentNode.hidden = true; told.textContent = "正在找“" + asked.q + "”……"; }
    clearTimeout(slow);
    slow = setTimeout(function () { if (mine === turn) told.textContent = "网络有点慢，还在找“" + asked.q + "”……"; }, 6000);
    window.nbSearch(asked.q, { kind: asked.kind, community: asked.community, from: from }, function (found) {
      if (mine !== turn) return;
      clearTimeout(slow);
      var first = null;
      found.hits.forEach(function (hit) {
        var made = item(hit);
        first = first || made;
        list.appendChild(made);
      });
      if (window.noticeboardLinks) window.noticeboardLinks(list);
      at = found.next || 0;
      broken.hidden = !found.failed;
      more.parentNode.hidden = !found.more;
      /* view.js said that something is asked: what stands below the results waits for them. */
      document.documentElement.className = document.documentElement.className.replace(/ ?\basked\b/, "");
      if (!found.failed) {
        none.hidden = found.total > 0 && !found.near;
        narrow(found);
      }
      if (from && first) first.querySelector("a").focus();
      told.textContent = say(found);
      told.setAttribute("data-done", "1");
    });
  }

  more.addEventListener("click", function () { look(at); });
  box.querySelector("[data-again]").addEventListener("click", function () { look(0); });
  input.value = asked.q;
  if (asked.q.trim()) {
    box.hidden = false;
    document.querySelector(".find-help").hidden = true;
    document.title = asked.q + " · " + document.title;
    look(0);
  } else input.focus();
})();
