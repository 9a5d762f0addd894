// Looks at pages with pa11y or Lighthouse; prints one JSON line a page. Arguments: the tool, Chromium, addresses.
import { createRequire } from "module";
const require = createRequire(import.meta.url);
const [tool, chrome, ...pages] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update", "--headless=new"];
const puppeteer = require("puppeteer-core");

// "address scheme media": how a page is looked at.
async function withPa11y(browser) {
  const pa11y = require("pa11y");
  for (const one of pages) {
    const [address, scheme, media] = one.split(" ");
    const page = await browser.newPage();
    await page.emulateMediaType(media);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const told = await pa11y(address, { browser, page, runners: ["axe", "htmlcs"], standard: "WCAG2AA", includeWarnings: false, timeout: 60000,
      // What axe itself cannot decide ("overlapped by another element") is for people to look at, no fault found.
      levelCapWhenNeedsReview: "warning",
      viewport: { width: 360, height: 800 } });
    await page.close();
    console.log(JSON.stringify({ page: one, found: told.issues.map((i) => [i.runner, i.code, i.selector, i.message, i.context].join(" | ")) }));
  }
}

async function withLighthouse(browser) {
  const lighthouse = (await import("lighthouse")).default;
  const port = Number(new URL(browser.wsEndpoint()).port);
  for (const address of pages) {
    const told = await lighthouse(address, { port, output: "json", logLevel: "silent", onlyCategories: ["performance", "accessibility", "best-practices", "seo"] });
    const { categories, audits } = told.lhr, scores = {}, lost = [];
    for (const [name, one] of Object.entries(categories)) {
      scores[name] = one.score;
      for (const ref of one.auditRefs) {
        const audit = audits[ref.id];
        if (ref.weight && audit.score !== null && audit.score < 0.9) lost.push(`${name}: ${ref.id} ${audit.displayValue || ""} ${JSON.stringify((audit.details || {}).items || []).slice(0, 300)}`);
      }
    }
    console.log(JSON.stringify({ page: address, scores, lost, error: told.lhr.runtimeError || null }));
  }
}

const browser = await puppeteer.launch({ executablePath: chrome, args, headless: true });
try {
  await (tool === "pa11y" ? withPa11y : withLighthouse)(browser);
} finally {
  await browser.close();
}
