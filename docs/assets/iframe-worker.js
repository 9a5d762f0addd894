/* Opened from a folder (file://), browsers start no workers, and the search of the guide runs in one.
   Here a worker is a hidden frame that loads the same script: what it posts comes back as a message. */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;

  function FrameWorker(url) {
    var self = this, listeners = [], frame = document.createElement("iframe"), waiting = [], ready = false;
    frame.hidden = true;
    frame.setAttribute("aria-hidden", "true");
    document.head.appendChild(frame);
    var inside = frame.contentWindow, own = [];
    function tell(list, handler, data) {
      var event = { data: data, type: "message" };
      if (handler) handler(event);
      list.slice().forEach(function (listener) { listener(event); });
    }
    inside.postMessage = function (data) {
      setTimeout(function () { tell(listeners, self.onmessage, data); }, 0);
    };
    inside.addEventListener = function (kind, listener) { if (kind === "message") own.push(listener); };
    inside.importScripts = function () {
      return Array.prototype.reduce.call(arguments, function (before, src) {
        return before.then(function () { return load(new URL(src, url).href); });
      }, Promise.resolve());
    };
    function load(src) {
      return new Promise(function (done, failed) {
        var script = inside.document.createElement("script");
        script.src = src;
        script.onload = done;
        script.onerror = failed;
        inside.document.documentElement.appendChild(script);
      });
    }
    function hand(data) { setTimeout(function () { tell(own, inside.onmessage, data); }, 0); }
    load(String(url)).then(function () {
      ready = true;
      waiting.forEach(hand);
      waiting = [];
    });
    this.postMessage = function (data) { if (ready) hand(data); else waiting.push(data); };
    this.addEventListener = function (kind, listener) { if (kind === "message") listeners.push(listener); };
    this.removeEventListener = function (kind, listener) {
      listeners = listeners.filter(function (one) { return one !== listener; });
    };
    this.terminate = function () { if (frame.parentNode) frame.parentNode.removeChild(frame); };
  }

  window.Worker = FrameWorker;
})();
