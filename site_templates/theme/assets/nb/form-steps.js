/* On a phone one question at a time, over the form that form.js runs; without this the questions
   stand below each other. ES5. */
(function () {
  "use strict";
  var form = document.querySelector("[data-form=own]"), own = window.noticeboardForm;
  if (!form || !own || !window.matchMedia || own.blocks().length < 3) return;
  var narrow = window.matchMedia("(max-width: 799px)"), whole = false, at = 0, ended = false;
  var bar = document.createElement("div"), count = document.createElement("p"), acts = document.createElement("p");
  var back = button("上一题", "press press-second"), on = button("下一题", "press"), all = button("全部题目一起看", "clear");

  function button(words, kind) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = words;
    return made;
  }

  bar.className = "steps-bar";
  count.className = "quiet";
  count.setAttribute("role", "status");
  acts.appendChild(on);
  acts.appendChild(document.createTextNode(" "));
  acts.appendChild(back);
  bar.appendChild(count);
  bar.appendChild(acts);
  bar.appendChild(all);

  function active() { return narrow.matches && !whole; }

  /* 0 is what stands before the first question; the blocks that apply may change with each answer. */
  function draw() {
    var blocks = own.blocks(), every = form.querySelectorAll("[data-q]"), i, last;
    if (at > blocks.length) at = blocks.length;
    last = at === blocks.length;
    document.body.className = document.body.className.replace(/ ?\bsteps-\w+/g, "");
    if (active()) document.body.className += at ? " steps-asking" + (last ? " steps-last" : "") : " steps-before";
    for (i = 0; i < every.length; i++) {
      every[i].className = every[i].className.replace(/ ?\bstep-here\b/, "");
    }
    if (at) blocks[at - 1].className += " step-here";
    bar.hidden = !active();
    /* At the end sending comes first, going back after it. Moved only then: a button that is moved
       while it is pressed is not clicked. */
    if (bar.parentNode !== form || ended !== last) form.insertBefore(bar, last ? null : form.querySelector(".send"));
    ended = last;
    form.querySelector(".send").className = "send" + (last || !active() ? "" : " step-later");
    on.hidden = last && at > 0;
    on.textContent = at ? "下一题" : "开始填";
    back.hidden = !at;
    count.textContent = at ? "第 " + at + " 题，共 " + blocks.length + " 题" :
      (own.resumed ? "上次写的还在，接着填就行。" : "") + "共 " + blocks.length + " 题，一题一题填";
  }

  function to(number) {
    var blocks = own.blocks(), target;
    at = Math.max(0, Math.min(number, blocks.length));
    draw();
    target = at ? blocks[at - 1] : document.getElementById("main");
    target.setAttribute("tabindex", "-1");
    target.focus();
    target.scrollIntoView();
  }

  function next() {
    var blocks = own.blocks();
    if (!at || own.fits(blocks[at - 1])) to(at + 1);
  }

  on.addEventListener("click", next);
  back.addEventListener("click", function () { to(at - 1); });
  all.addEventListener("click", function () {
    whole = true;
    draw();
    form.scrollIntoView();
  });
  /* Enter in a field asks for the next question, not to send half a form. */
  document.addEventListener("submit", function (event) {
    if (event.target !== form || !active() || at === own.blocks().length) return;
    event.preventDefault();
    event.stopPropagation();
    next();
  }, true);
  form.addEventListener("change", draw);
  narrow.addListener(draw);
  form.addEventListener("reset", function () {
    own.resumed = false;
    at = 0;
    window.setTimeout(draw, 0);
  });

  window.noticeboardSteps = {
    go: function (block) {
      var found = own.blocks().indexOf(block);
      if (active() && found >= 0) { at = found + 1; draw(); }
    }
  };
  /* What waits to be sent stands at the end, with what is said of it. */
  if (own.waits()) at = own.blocks().length;
  draw();
})();
