/* Copies a text, prints a page, takes a file that is dropped. Without this script all is done by hand. */
(function () {
  "use strict";
  function said(button, words) {
    var before = button.textContent;
    button.textContent = words;
    setTimeout(function () { button.textContent = before; }, 2500);
  }
  function byHand(field) {
    field.focus();
    field.select();
    try { return document.execCommand("copy"); } catch (error) { return false; }
  }
  function copy(button, field) {
    function done() { said(button, "复制好了"); }
    function other() { said(button, byHand(field) ? "复制好了" : "请按 Ctrl 和 C 复制"); }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(field.value).then(done, other);
    } else {
      other();
    }
  }
  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(button, document.getElementById(button.getAttribute("data-copy")));
    });
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-drop]"), function (form) {
    var field = form.querySelector("input[type=file]");
    function over(event) {
      event.preventDefault();
      form.classList.toggle("drop-over", event.type === "dragover");
    }
    form.addEventListener("dragover", over);
    form.addEventListener("dragleave", over);
    form.addEventListener("drop", function (event) {
      over(event);
      if (event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        form.submit();
      }
    });
  });
})();
