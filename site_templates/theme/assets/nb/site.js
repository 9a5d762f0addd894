/* Two comforts, nothing that a page needs: links on file://, and a print button. */
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
})();
