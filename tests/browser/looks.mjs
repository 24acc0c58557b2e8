// How a page looks to everybody.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Accessible as far as axe can tell, and no wider than the window.
export async function looksRight(page, state, without = []) {
  const { wider, width } = await page.evaluate(() => ({
    wider: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  assert.ok(wider <= width, `${state}: ${wider} pixels in a window of ${width}`);
  await page.evaluate(AXE);
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]));
  const options = { runOnly: { type: "tag", values: RULES }, rules };
  const { violations } = await page.evaluate((options) => window.axe.run(options), options);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  assert.deepEqual(found, [], state);
}
