// Unpacks Chromium 72 and 92, which lie brotli-compressed in their packages, to node_modules/.engines/<version>.
"use strict";
const fs = require("fs"), path = require("path"), zlib = require("zlib");
const packed = { 72: "chromium-72/bin/chromium-72.0.3617.0.br", 92: "chromium-92/bin/chromium.br" };
const modules = path.join(__dirname, "node_modules"), out = path.join(modules, ".engines");
fs.mkdirSync(out, { recursive: true });
for (const [version, file] of Object.entries(packed)) {
  const target = path.join(out, version);
  if (fs.existsSync(target)) continue;
  fs.writeFileSync(target + ".new", zlib.brotliDecompressSync(fs.readFileSync(path.join(modules, file))), { mode: 0o755 });
  fs.renameSync(target + ".new", target);
}
