/* The search. Loaded on the page /search/ only.

   nbSearch(query, {kind: "项目", community: "chengxi", count: 10, from: 0}, function (found) {…})

   found = {query, total, about (the number may be smaller), near (none is exact), said (a sentence),
   failed (a part could not be loaded: never "nothing found"), hits, kinds: [[word, count]],
   communities: [[id, name, count]], more}; a hit = {title, kind, address, community, state, aka, marked, snippet}:
   marked and snippet are [text, looked for?] one after the other. The parts of the index are described in
   publish/search/files.py; text is folded as in publish/search/fold.py. */
(function () {
  "use strict";
  var own = document.currentScript.getAttribute("src"), root = own.replace(/assets\/nb\/search\.js.*$/, "");
  var LAST = "abcdefghijklmnoprstuyzABCDEFGHIJKLMNOPRSTUYZ!$%()*", MORE = "-./:;=?[]^_{|}~'";
  var BEGIN = 1, END = 2, INSIDE = 4, TEXT = 8, PATIENCE = 25000;
  var about = null, parts = {}, asked = {}, tries = 0, plain = {};

  /* ---- parts: scripts, because a page opened from a disk may load nothing else ---- */

  window.nbSearchPart = function (name, mark, data) { parts[name] = { mark: mark, data: data }; };

  function load(name, done) {
    if (parts[name] && (name === "index" || parts[name].mark === about.mark)) return done(true);
    if (asked[name]) { asked[name].push(done); return; }
    asked[name] = [done];
    var script = document.createElement("script"), over = false;
    function end() {
      if (over) return;
      over = true;
      var all = asked[name], i, there = parts[name] && (name === "index" || parts[name].mark === about.mark);
      delete asked[name];
      for (i = 0; i < all.length; i++) all[i](!!there);
    }
    script.src = root + "search/" + name + ".js" + (name === "index" ? (tries ? "?r=" + tries : "") : "?v=" + about.mark + (tries ? "r" + tries : ""));
    script.onload = script.onerror = end;
    setTimeout(end, PATIENCE);
    document.head.appendChild(script);
  }

  function need(names, done) {
    var left = names.length, fine = true, i;
    function one(there) { fine = fine && there; if (!--left) done(fine); }
    if (!left) return done(true);
    for (i = 0; i < names.length; i++) load(names[i], one);
  }

  function start(done) {
    if (about) return done(true);
    load("index", function (there) {
      if (!there) return done(false);
      about = parts.index.data;
      about.mark = parts.index.mark;
      about.n = numbers(about.documents)[0];
      about.files = numbers(about.shards)[0];
      var at = 0, i, flat = numbers(about.ranges), sizes = numbers(about.blocks), words = about.words;
      about.spans = [];
      for (i = 0; i < flat.length; i += 3) {
        about.spans.push({ kind: about.kinds[flat[i]][1], place: about.communities[flat[i + 1]], weight: flat[i], late: numbers(about.kinds[flat[i]][2])[0], from: at });
        at += flat[i + 2];
      }
      about.starts = [];
      for (i = 0, at = 0; i < sizes.length; i++) { about.starts.push(at); at += sizes[i]; }
      for (i = 0; i < words.length; i++) words[i] = words[i].map(fold);
      done(true);
    });
  }

  /* Which of rising starts a number belongs to. */
  function within(list, id, key) {
    var low = 0, high = list.length - 1, middle;
    while (low < high) {
      middle = (low + high + 1) >> 1;
      if ((key ? list[middle][key] : list[middle]) <= id) low = middle; else high = middle - 1;
    }
    return low;
  }

  /* ---- numbers ---- */

  function numbers(text) {
    var found = [], value = 0, scale = 1, extra = 0, i, at;
    var codes = numbers.codes;
    if (!codes) {
      codes = numbers.codes = {};
      for (i = 0; i < LAST.length; i++) codes[LAST.charAt(i)] = i;
      for (i = 0; i < MORE.length; i++) codes[MORE.charAt(i)] = -1 - i;
    }
    for (i = 0; i < text.length; i++) {
      at = codes[text.charAt(i)];
      if (at < 0) {
        value += (-1 - at + LAST.length) * scale;
        scale *= MORE.length;
      } else {
        found.push(value + at * scale);
        value = 0;
        scale = 1;
      }
    }
    return found;
  }

  function shard(gram) {
    var value = 0, i;
    if (/^[a-z]+$/.test(gram)) return 0; /* there are few words of letters: all in one file */
    for (i = 0; i < gram.length; i++) value = (value * 31 + gram.charCodeAt(i)) % 1000003;
    return value % about.files;
  }

  /* ---- folding ---- */

  var SIGNS = "\\x00-\\x09\\x0b-\\x2d/:-@\\[-\\x60{-\\xbf\\xd7\\xf7\\u02b0-\\u036f\\u2000-\\u2bff\\u2e00-\\u2e7f" +
    "\\u3000-\\u3004\\u3008-\\u3020\\u302a-\\u3030\\u303d-\\u303f\\u30fb\\ue000-\\uf8ff\\ufe00-\\ufe6f\\ufeff\\ufff0-\\uffff";
  var SIGN = new RegExp("[." + SIGNS + "]"), DIGIT = /[0-9]/;

  function letters(text) { return text.match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) || []; }

  /* Folded text and, for each of its characters, where it stands in the text. */
  function folded(text) {
    var raw = [], from = [], out = "", at = [], all = letters(text), place = 0, i, j, k, one, gap, next;
    for (i = 0; i < all.length; i++) {
      one = all[i];
      if (one.normalize) one = one.normalize("NFKC");
      one = /^[\ud83c-\ud83e\udb40]/.test(one) ? "\u2000" : one.toLowerCase(); /* a picture is a sign */
      for (j = 0; j < one.length; j++) {
        raw.push(plain[one.charAt(j)] || one.charAt(j));
        from.push(place);
      }
      place += all[i].length;
    }
    for (i = 0; i < raw.length; i++) {
      if (!SIGN.test(raw[i])) { out += raw[i]; at.push(from[i]); continue; }
      for (j = i, gap = ""; j < raw.length && SIGN.test(raw[j]); j++) gap += raw[j];
      if (i && DIGIT.test(raw[i - 1]) && j < raw.length && DIGIT.test(raw[j])) {
        for (k = j, next = 0; k < raw.length && DIGIT.test(raw[k]); k++) next++;
        one = gap === "." ? "." : gap === "," && next === 3 ? "" : "\n";
        if (one) { out += one; at.push(from[i]); }
      }
      i = j - 1;
    }
    at.push(place);
    return { text: out, at: at };
  }
  function fold(text) { return folded(text).text; }

  /* ---- what a word of the query can be ---- */

  function pairs(text) {
    var all = letters(text), found = [], i;
    if (all.length < 2) return all;
    for (i = 0; i + 1 < all.length; i++) if (found.indexOf(all[i] + all[i + 1]) < 0) found.push(all[i] + all[i + 1]);
    /* Of a very long one, enough to know it by. */
    return found.length > 12 ? found.filter(function (gram, at) { return at % 2 === 0 || at === found.length - 1; }).slice(0, 12) : found;
  }

  var SYLLABLE = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ia|ua|uo|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|vn|a|o|e|i|u|v)$/;

  /* Every way to read letters as syllables, digits as themselves; at the end a syllable may be begun only. */
  function readings(text) {
    var found = [];
    function on(rest, read, begun) {
      var size, one;
      if (found.length > 40) return;
      if (!rest) { found.push({ read: read, begun: begun }); return; }
      if (DIGIT.test(rest.charAt(0))) return on(rest.slice(1), read.concat(rest.charAt(0)), begun);
      for (size = Math.min(6, rest.length); size; size--) {
        one = rest.slice(0, size);
        if (SYLLABLE.test(one)) on(rest.slice(size), read.concat(one), false);
      }
      if (read.length && /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])$/.test(rest)) on("", read.concat(rest), true);
    }
    on(text.replace(/\u00fc/g, "v"), [], false);
    /* Fewer, longer syllables are what was meant, more likely. */
    return found.sort(function (a, b) { return a.begun - b.begun || a.read.length - b.read.length; }).slice(0, 3);
  }

  function syllables(read, begun) {
    var whole = begun ? read.slice(0, -1) : read, found = [], i;
    for (i = 0; i + 1 < whole.length; i++) found.push("'" + whole[i] + "'" + whole[i + 1]);
    if (whole.length === 1) found.push("'" + whole[0]);
    return begun ? found.concat(initials(read.map(function (one) { return one.charAt(0); }).join("").slice(-3))) : found;
  }

  function initials(text) {
    var found = [], i;
    if (text.length < 3) return ["^" + text];
    for (i = 0; i + 2 < text.length; i++) found.push("^" + text.substr(i, 3));
    return found;
  }

  var ASKING = /\u662f?\u5e72\u4ec0\u4e48\u7684|\u662f\u4ec0\u4e48\u610f\u601d|\u662f\u4ec0\u4e48|\u4ec0\u4e48\u65f6\u5019|\u4ec0\u4e48|\u600e\u4e48\u6837|\u600e\u4e48\u529e|\u600e\u6837|\u600e\u4e48|\u5982\u4f55|\u54ea\u91cc|\u54ea\u513f|\u5728\u54ea|\u54ea\u4e2a|\u54ea\u4e9b|\u591a\u5c11|\u6709\u6ca1\u6709|\u80fd\u4e0d\u80fd|\u53ef\u4e0d\u53ef\u4ee5|\u53ef\u4ee5|\u8bf7\u95ee|\u6211\u8981|\u6211\u60f3|\u60f3\u8981|[\u8c01\u5417\u5462\u5427\u554a\u7684\u4e86]/;

  /* The ways in which a document may have a word: {grams, level, text to be seen or false}. */
  function ways(word) {
    var found = [{ grams: pairs(word), how: "plain" }], runs, i, best = -1, at, length = 0, group, list;
    if (/^[a-z0-9\u00fc]+$/.test(word) && /[a-z]/.test(word)) {
      readings(word).forEach(function (one) {
        found.push({ grams: syllables(one.read, one.begun), how: "sound" });
      });
      if (word.length > 1 && word.length < 13) found.push({ grams: initials(word), how: "sound" });
    } else if (/[a-z]/.test(word) && /[^a-z0-9.]/.test(word)) {
      runs = word.match(/[a-z]+|[^a-z]+/g);
      list = [];
      for (i = 0; i < runs.length; i++) {
        at = /[a-z]/.test(runs[i]) ? readings(runs[i])[0] : null;
        list = list.concat(at ? syllables(at.read, at.begun) : /[a-z]/.test(runs[i]) && runs[i].length > 1 ? initials(runs[i]) : pairs(runs[i]));
      }
      found.push({ grams: list, how: "sound" });
    }
    list = [];
    word.split(ASKING).forEach(function (piece) { if (piece.length > 1) list = list.concat(pairs(piece)); });
    if (list.length && ASKING.test(word)) found.push({ grams: list, how: "alike", group: -1, pieces: word.split(ASKING) });
    for (group = 0; group < about.words.length; group++) {
      for (i = 0; i < about.words[group].length; i++) {
        at = about.words[group][i];
        if (word.indexOf(at) >= 0 && at.length > length) { best = group; length = at.length; list = word.split(at); }
      }
    }
    for (group = 0; best >= 0 && group < about.words.length; group++) {
      for (i = 0; i < about.words[group].length; i++) {
        at = about.words[group][i];
        if (at.length !== length || word.indexOf(at) < 0) continue;
        list = ["=" + group];
        word.split(at).forEach(function (rest) { if (rest) list = list.concat(pairs(rest)); });
        found.push({ grams: list, how: "alike", group: group });
        break;
      }
    }
    return found;
  }

  /* ---- lists ---- */

  function entry(gram) {
    var part = parts["g/" + shard(gram)], at, end, lists, made, i, inner;
    var text = " " + part.data + " ";
    at = text.indexOf(" " + gram + ",");
    if (at < 0) return null;
    end = text.indexOf(" ", at + 1 + gram.length);
    lists = text.slice(at + gram.length + 2, end).split(",");
    made = { lists: [], files: [], size: 0 };
    for (i = 0; i < 4; i++) {
      if (lists[i] && lists[i].charAt(0) === "+") {
        inner = numbers(lists[i].slice(1));
        made.lists.push("b/" + inner[0]);
        made.files.push("b/" + inner[0]);
        made.size += inner[1];
      } else {
        inner = lists[i] ? numbers(lists[i]) : [];
        made.lists.push(inner);
        made.size += inner.length;
      }
    }
    return made;
  }

  function eachOf(made, call) {
    for (var i = 0; i < 4; i++) {
      var list = made.lists[i], id = -1, j;
      if (typeof list === "string") list = numbers(parts[list].data);
      for (j = 0; j < list.length; j++) { id += list[j] + 1; call(id, 1 << i); }
    }
  }

  function shardsOf(all) {
    var names = {};
    all.forEach(function (grams) { grams.forEach(function (gram) { names["g/" + shard(gram)] = true; }); });
    return Object.keys(names);
  }

  /* From here on a word stands in the text only. */
  var LATE = 8;
  var LEVELS = { plain: [0, 1, 2, 7], sound: [1, 2, 3, 9], alike: [3, 4, 4, 8] };

  /* Give every document that has all grams of a way its level. FEW are enough to be looked at one by one. */
  var FEW = 30;
  function follow(way, level, other, done) {
    var made = way.grams.map(entry), order, count, titled, first, last, used = 0;
    if (made.indexOf(null) >= 0) return done(true);
    order = made.slice().sort(function (a, b) { return a.size - b.size; });
    count = new Uint8Array(about.n); titled = new Uint8Array(about.n);
    first = new Uint8Array(about.n); last = new Uint8Array(about.n);

    function next() {
      var one = order[used], left = 0, id;
      if (used) for (id = 0; id < about.n; id++) if (count[id] === used) left++;
      if (!one || (used && !left) || (used && one.files.length && left <= FEW && way.how === "plain")) return finish();
      need(one.files, function (there) {
        if (!there) return done(false);
        eachOf(one, function (id, place) {
          if (count[id] === used) { count[id]++; if (place !== TEXT) titled[id]++; }
          if (one === made[0] && place === BEGIN) first[id] = 1;
          if (one === made[made.length - 1] && place === END) last[id] = 1;
        });
        used++;
        next();
      });
    }

    function finish() {
      var id, value, levels = LEVELS[way.how];
      for (id = 0; id < about.n; id++) {
        if (!used || count[id] !== used) continue;
        value = titled[id] === used ? (first[id] ? (last[id] ? levels[0] : levels[1]) : levels[2]) : levels[3];
        if (value + 1 < level[id] || !level[id]) level[id] = value + 1;
        if (way.how !== "plain") other[id] = 1;
      }
      done(true);
    }
    next();
  }

  /* All words: a document needs each, in one of its ways. */
  function search(words, wayOf, done) {
    var all = words.map(wayOf), grams = [], total = new Uint16Array(about.n), had = new Uint8Array(about.n);
    var loose = new Uint8Array(about.n), fine = true, at = 0, left = 0;
    /* First the ends of each way: where one is unknown, the others need not be loaded. */
    all.forEach(function (list) { list.forEach(function (way) { grams.push([way.grams[0], way.grams[way.grams.length - 1]]); }); });
    need(shardsOf(grams), function (there) {
      if (!there) return done(null);
      grams = [];
      all = all.map(function (list) { return list.filter(function (way) { return entry(way.grams[0]) && entry(way.grams[way.grams.length - 1]); }); });
      all.forEach(function (list) { list.forEach(function (way) { grams.push(way.grams); }); });
      if (all.some(function (list) { return !list.length; })) return finish();
      need(shardsOf(grams), function (fine) { if (fine) word(); else done(null); });
    });
    function word() {
      if (at === all.length) return finish();
      var level = new Uint8Array(about.n), other = new Uint8Array(about.n), list = all[at];
      left = list.length;
      list.forEach(function (way) {
        follow(way, level, other, function (there) {
          fine = fine && there;
          if (--left) return;
          if (!fine) return done(null);
          for (var id = 0; id < about.n; id++) if (level[id]) { had[id]++; total[id] += level[id]; if (other[id]) loose[id]++; }
          at++;
          word();
        });
      });
    }
    function finish() {
      var ids = [], id;
      for (id = 0; id < about.n; id++) if (had[id] === all.length) ids.push(id);
      done({ ids: ordered(ids, total), loose: loose, words: words, ways: all });
    }
  }

  function ordered(ids, points) {
    var list = ids.map(function (id) {
      var span = about.spans[within(about.spans, id, "from")];
      return [points[id], points[id] < LATE ? span.weight : span.late, id - span.from, id];
    });
    list.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]; });
    return list.map(function (one) { return one[3]; });
  }

  window.nbSearchInner = { fold: fold, folded: folded, numbers: numbers, readings: readings };

  /* ---- near misses: by sound, then by what fits best ---- */

  function bySound(near, word) {
    var heard = letters(word).map(function (letter) {
      var list = [], sound;
      if (/[a-z0-9]/.test(letter)) return [letter];
      for (sound in near.sounds) if (near.sounds[sound].indexOf(letter) >= 0) list.push(alike(sound));
      return list;
    });
    /* A character may be read in several ways (\u9732: lu, lou): each reading of the whole word is a way of its own. */
    var read = [[]];
    heard.forEach(function (list) {
      var longer = [];
      read.forEach(function (before) { list.forEach(function (one) { if (longer.length < 4) longer.push(before.concat(one)); }); });
      read = longer;
    });
    return read.map(function (one) { return syllables(one, false); }).filter(function (grams) { return grams.length; });
  }

  function alike(syllable) {
    var cut = /^([zcs]h?|[bpmfdtnlgkhjqxryw])(.+)$/.exec(syllable), begin = cut ? cut[1] : "", rest = cut ? cut[2] : syllable;
    begin = { zh: "z", ch: "c", sh: "s", n: "l" }[begin] || begin;
    if (begin === "h" && rest.charAt(0) === "u" && rest !== "u") { begin = "f"; rest = rest.slice(1); }
    return begin + (/ng$/.test(rest) && rest !== "ong" && rest !== "iong" ? rest.slice(0, -1) : rest);
  }

  function nearest(words, done) {
    load("near", function (there) {
      if (!there) return done(null);
      var near = parts.near.data, i, changed;
      if (!plain[near.pairs.charAt(0)]) for (i = 0; i < near.pairs.length; i += 2) plain[near.pairs.charAt(i)] = near.pairs.charAt(i + 1);
      changed = words.map(fold);
      if (changed.join() !== words.join()) {
        return search(changed, ways, function (found) {
          if (!found || found.ids.length) return done(found);
          heard(changed);
        });
      }
      heard(words);

      function heard(list) {
        search(list, function (word) {
          return ways(word).concat(bySound(near, word).map(function (grams) { return { grams: grams, how: "sound" }; }));
        }, function (found) {
          if (!found) return done(null);
          if (found.ids.length) { found.near = true; return done(found); }
          partial(list, near, done);
        });
      }
    });
  }

  function partial(words, near, done) {
    var grams = [];
    words.forEach(function (word) {
      pairs(word).forEach(function (gram) { grams.push([gram, 1]); });
      (bySound(near, word)[0] || []).forEach(function (gram) { grams.push([gram, 1]); });
      if (letters(word).length === 3 || letters(word).length === 2) letters(word).forEach(function (one) { grams.push([one, 0.4]); });
    });
    need(shardsOf(grams.map(function (one) { return [one[0]]; })), function (there) {
      if (!there) return done(null);
      var made = [], files = [], points = new Float32Array(about.n), best = 0, ids = [], id, possible = 0;
      grams.forEach(function (one) {
        var found = entry(one[0]);
        possible += one[1];
        if (!found) return;
        made.push([found, one[1]]);
        files = files.concat(found.files);
      });
      need(files.slice(0, 6), function (fine) {
        if (!fine) return done(null);
        made.forEach(function (one) {
          if (one[0].files.some(function (name) { return !parts[name]; })) return;
          var rare = one[1] * (0.3 + Math.log((about.n + 1) / (one[0].size + 1)) / Math.log(about.n + 1)), seen = {};
          eachOf(one[0], function (id, place) {
            var worth = place === TEXT ? rare : rare * 1.5;
            if (!(seen[id] >= worth)) { points[id] += worth - (seen[id] || 0); seen[id] = worth; }
          });
        });
        for (id = 0; id < about.n; id++) if (points[id] > best) best = points[id];
        if (best >= possible * 0.25) for (id = 0; id < about.n; id++) if (points[id] >= best * 0.7) ids.push(id);
        for (id = 0; id < about.n; id++) points[id] = Math.round((best - points[id]) * 10);
        ids = ordered(ids, points).slice(0, 20);
        done({ ids: ids, near: true, loose: null, words: words, ways: [] });
      });
    });
  }

  /* ---- from the query to hits ---- */

  function wordsOf(query) {
    var text = query.replace(/(\d{4})[-.\/](\d{1,2})[-.\/](\d{1,2})(?!\d)/g, function (all, year, month, day) {
      return year + "\u5e74" + +month + "\u6708" + +day + "\u65e5";
    });
    var words = [];
    text.split(/[\s\u3000,\uff0c\u3001;\uff1b]+/).forEach(function (word) {
      fold(word).split("\n").forEach(function (one) { if (one && words.indexOf(one) < 0) words.push(one.slice(0, 40)); });
    });
    return words.slice(0, 8);
  }

  var last = null;

  function find(query, done) {
    if (last && last.query === query && last.mark === about.mark) return done(last.found);
    var words = wordsOf(query);
    function keep(found) {
      if (found) last = { query: query, mark: about.mark, found: found };
      done(found);
    }
    if (!words.length) return keep({ ids: [], words: [], ways: [], loose: null });
    function apart() {
      search(words, ways, function (found) {
        if (!found || found.ids.length) return keep(found);
        nearest(words, keep);
      });
    }
    /* long shan is longshan. */
    if (words.length > 1 && words.every(function (word) { return /^[a-z\u00fc]+$/.test(word); })) {
      return search([words.join("")], ways, function (found) { if (!found || found.ids.length) keep(found); else apart(); });
    }
    apart();
  }

  window.nbSearch = function (query, options, callback) {
    var again = false;
    function failed() {
      /* The site may have been published anew since the index was loaded. */
      if (!again) { again = true; tries++; about = null; parts = {}; last = null; return run(); }
      callback({ query: query, failed: true, hits: [], total: 0, kinds: [], communities: [] });
    }
    function run() {
      start(function (there) {
        if (!there) return failed();
        find(query, function (found) {
          if (!found) return failed();
          shown(query, options || {}, found, function (result) { if (result) callback(result); else failed(); });
        });
      });
    }
    run();
  };

  function counted(ids, of) {
    var counts = {}, order = [];
    ids.forEach(function (id) {
      var key = of(about.spans[within(about.spans, id, "from")]);
      if (key === null) return;
      if (!counts[key]) order.push(key);
      counts[key] = (counts[key] || 0) + 1;
    });
    return order.map(function (key) { return [key, counts[key]]; });
  }

  function kindOf(span) { return span.kind; }
  function placeOf(span) { return span.place ? span.place[0] : null; }

  function shown(query, options, found, done) {
    var names = {}, count = options.count || 10, hits = [], gone = 0, at = options.from || 0;
    about.communities.forEach(function (one) { names[one[0]] = one[1]; });
    function fits(id, kind, place) {
      var span = about.spans[within(about.spans, id, "from")];
      return (!kind || kindOf(span) === kind) && (!place || placeOf(span) === place);
    }
    var ids = found.ids.filter(function (id) { return fits(id, options.kind, options.community); });
    var ofPlace = found.ids.filter(function (id) { return fits(id, "", options.community); });
    var ofKind = found.ids.filter(function (id) { return fits(id, options.kind, ""); });
    function more(rounds) {
      var some = ids.slice(at, at + count - hits.length), blocks = {};
      some.forEach(function (id) { blocks["d/" + within(about.starts, id)] = true; });
      need(Object.keys(blocks), function (there) {
        if (!there) return done(null);
        some.forEach(function (id) {
          var hit = hitOf(id, found);
          if (hit) hits.push(hit); else gone++;
        });
        at += some.length;
        if (hits.length < count && at < ids.length && rounds) return more(rounds - 1);
        done({
          query: query, total: ids.length - gone, about: gone > 0 && at < ids.length, near: !!found.near, failed: false,
          hits: hits, more: at < ids.length, next: at, whole: found.ids.length,
          kinds: counted(ofPlace, kindOf),
          communities: counted(ofKind, placeOf).map(function (one) { return [one[0], names[one[0]], one[1]]; })
        });
      });
    }
    more(2);
  }

  function hitOf(id, found) {
    var block = within(about.starts, id), row = parts["d/" + block].data[id - about.starts[block]];
    var span = about.spans[within(about.spans, id, "from")], seen = true;
    var titles = [folded(row[0])].concat((row[4] || "").split("\u3001").map(folded));
    var texts = (row[2] || "").split("\n").map(function (text) { var made = folded(text); made.whole = text; return made; });
    if (found.loose && found.loose[id] < found.words.length) {
      found.words.forEach(function (word) {
        var there = titles.concat(texts).some(function (one) { return one.text.indexOf(word) >= 0; });
        if (!there && !found.loose[id]) seen = false;
      });
    }
    if (!seen) return null;
    var marks = marksOf(found);
    return {
      title: row[0], kind: span.kind, address: row[1], state: row[3] || "", aka: span.kind === "\u9875\u9762" ? "" : row[4] || "",
      community: span.place && span.weight ? span.place[1] : "",
      marked: marked(row[0], titles[0], marks, 0, row[0].length), snippet: snippet(texts, marks)
    };
  }

  /* What is to be seen in the words of a hit: the words themselves, and those that mean the same. */
  function marksOf(found) {
    if (found.marks) return found.marks;
    var marks = found.words.slice();
    found.ways.forEach(function (list) {
      list.forEach(function (way) { if (way.how === "alike") marks = marks.concat(way.pieces || about.words[way.group]); });
    });
    if (found.near) found.words.forEach(function (word) { marks = marks.concat(pairs(word)); });
    return (found.marks = marks);
  }

  function marked(text, made, marks, from, to) {
    var on = [], out = [], i, at;
    marks.forEach(function (word) {
      for (at = made.text.indexOf(word); word && at >= 0; at = made.text.indexOf(word, at + 1))
        for (i = made.at[at]; i < made.at[at + word.length - 1] + 1; i++) on[i] = true;
    });
    for (i = from; i < to; i++) {
      if (!out.length || out[out.length - 1][1] !== !!on[i]) out.push(["", !!on[i]]);
      out[out.length - 1][0] += text.charAt(i);
    }
    return out;
  }

  var WIDE = 46;
  function snippet(texts, marks) {
    var found = [], i, j, at, made, from, to;
    for (i = 0; i < texts.length && found.length < 2; i++) {
      made = texts[i];
      for (j = 0, at = -1; j < marks.length && at < 0; j++) at = made.text.indexOf(marks[j]);
      if (at < 0) continue;
      from = made.at[at] > WIDE / 2 && made.whole.length > WIDE ? made.at[at] - WIDE / 3 | 0 : 0;
      to = Math.min(made.whole.length, from + WIDE);
      found.push((from ? [["\u2026\u2026", false]] : []).concat(marked(made.whole, made, marks, from, to), to < made.whole.length ? [["\u2026\u2026", false]] : []));
    }
    if (!found.length && texts.length && texts[0].whole) found.push([[texts[0].whole.slice(0, WIDE) + (texts[0].whole.length > WIDE ? "\u2026\u2026" : ""), false]]);
    return found.length > 1 ? found[0].concat([["\u3000", false]], found[1]) : found[0] || [];
  }
})();
