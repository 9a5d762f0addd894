/* Receipt codes in the page: made, read, digested, as noticeboard/receipts.py does.
   ES5, for old engines; SHA-256 is here because crypto.subtle is missing on plain http and file://. */
var noticeboardReceipt = (function () {
  "use strict";
  var SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  var BASE32 = "abcdefghijklmnop9rstuvw8yz234567";
  var BETWEEN = /[\s\-\u2010-\u2015\u2212_.\u00b7\u2022\ufe63\u200b-\u200f\u2060\ufeff]+/g;

  function checkSymbol(body) {
    var total = 0, i, j, value;
    for (i = 0; i < body.length; i++) {
      value = SYMBOLS.indexOf(body.charAt(i));
      for (j = 0; j <= i; j++) value = (value << 1) ^ (value & 16 ? 37 : 0);
      total ^= value;
    }
    return SYMBOLS.charAt(total);
  }

  function fresh() {
    var bytes = new Uint8Array(11), body = "", i;
    (window.crypto || window.msCrypto).getRandomValues(bytes);
    for (i = 0; i < 11; i++) body += SYMBOLS.charAt(bytes[i] & 31);
    return body + checkSymbol(body);
  }

  function shown(code) {
    return code.slice(0, 4) + "-" + code.slice(4, 8) + "-" + code.slice(8);
  }

  /* What was meant: any case, width and dashes; O is 0, I and L are 1. */
  function typed(text) {
    text = String(text);
    if (text.normalize) text = text.normalize("NFKC");
    return text.toUpperCase().replace(BETWEEN, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  }

  function why(text) {
    var code = typed(text), i;
    if (!code) return "还没有填回执码";
    for (i = 0; i < code.length; i++) {
      if (SYMBOLS.indexOf(code.charAt(i)) < 0) return "回执码里没有“" + code.charAt(i) + "”这个字";
    }
    if (code.length !== 12) return "回执码是 12 位，这里是 " + code.length + " 位";
    return checkSymbol(code.slice(0, 11)) === code.charAt(11) ? "" : "有一位抄错了，请对照原来的再看一遍";
  }

  function read(text) {
    return why(text) ? "" : typed(text);
  }

  /* FIPS 180-4, for messages shorter than 56 bytes: one block is enough for a code. */
  var K = [], START = [];
  (function () {
    var found = 0, n = 2, i;
    function part(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (; found < 64; n++) {
      for (i = 2; i * i <= n && n % i; i++);
      if (i * i <= n) continue;
      if (found < 8) START.push(part(Math.pow(n, 1 / 2)));
      K.push(part(Math.pow(n, 1 / 3)));
      found++;
    }
  })();

  function sha256(text) {
    var w = [], i, s0, s1, h = START.slice(), v, t1, t2;
    for (i = 0; i < 16; i++) w[i] = 0;
    for (i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    w[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
    w[15] = text.length * 8;
    function turn(x, n) { return (x >>> n) | (x << (32 - n)); }
    for (i = 16; i < 64; i++) {
      s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    v = h.slice();
    for (i = 0; i < 64; i++) {
      t1 = (v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) +
        ((v[4] & v[5]) ^ (~v[4] & v[6])) + K[i] + w[i]) | 0;
      t2 = ((turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) +
        ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]))) | 0;
      v = [(t1 + t2) | 0, v[0], v[1], v[2], (v[3] + t1) | 0, v[4], v[5], v[6]];
    }
    for (i = 0; i < 8; i++) h[i] = (h[i] + v[i]) | 0;
    return h;
  }

  /* The first 26 symbols of base32: 130 bits, of five words. */
  function digest(code) {
    var words = sha256(code), told = "", bit, i, value;
    for (bit = 0; bit < 130; bit += 5) {
      value = 0;
      for (i = bit; i < bit + 5; i++) value = value * 2 + ((words[i >> 5] >>> (31 - (i & 31))) & 1);
      told += BASE32.charAt(value);
    }
    return told;
  }

  return { fresh: fresh, shown: shown, read: read, why: why, digest: digest };
})();
