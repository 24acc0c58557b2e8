// Lighthouse on a simulated phone (its own default), the median of five runs of every page. Ends
// with 1 when a score is lower than promised.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

import { start } from "../browser/server.mjs";

const RUNS = 5;
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const PROMISED = { performance: 99, accessibility: 100, "best-practices": 100, seo: 100 };

const server = await start(process.env.BUNDELAAR);
const chrome = await launch({ chromePath: BROWSER, chromeFlags: FLAGS });
let low = 0;
try {
  const bundel = await makeBundel();
  for (const [name, path, promised] of [
    ["search", "/?q=werkzoekende", PROMISED],
    ["article", "/artikelen/000_aa740f08f09625b0", PROMISED],
    // A bundel is kept out of search engines on purpose.
    ["bundel", bundel, { ...PROMISED, seo: 0 }],
  ]) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await score(server.address + path, promised));
    for (const [category, least] of Object.entries(promised)) {
      const scores = runs.map((run) => run[category]).sort((a, b) => a - b);
      const median = scores[Math.floor(RUNS / 2)];
      console.log(`${name} ${category}: ${median} (${scores.join(" ")})`);
      if (median < least) low += 1;
    }
  }
} finally {
  await chrome.kill();
  await server.stop();
}
process.exitCode = low ? 1 : 0;

async function score(address, promised) {
  const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "error" });
  for (const { id, score, title } of Object.values(lhr.audits)) {
    const weighed = Object.keys(promised).some((category) =>
      lhr.categories[category].auditRefs.some((ref) => ref.id === id && ref.weight > 0 && category !== "performance" && promised[category]),
    );
    if (weighed && score !== null && score < 1) console.log(`  ${address}: ${title}`);
  }
  return Object.fromEntries(Object.keys(promised).map((id) => [id, Math.round(lhr.categories[id].score * 100)]));
}

async function makeBundel() {
  const response = await fetch(`${server.address}/api/v1/bundels`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ titel: "Werken en leren", zoekopdracht: { q: "opleiding" } }),
  });
  return `/bundels/${(await response.json()).id}`;
}
