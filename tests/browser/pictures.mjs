// The pictures of the README, from the sample articles: the site, and pages of a bundel. The folder
// to write them to is the argument.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { close, open, visit } from "./visitor.mjs";

const FOLDER = process.argv[2];
// A page at this many dots per inch is half as wide as the picture of the site.
const DOTS_PER_INCH = 72;

await open();
const temporary = await mkdtemp(join(tmpdir(), "bundelaar-pictures-"));
try {
  await visit({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" }, async (page) => {
    await page.goto("/?q=opleiding");
    await page.getByRole("button", { name: /Voeg toe/ }).first().click();
    await page.getByRole("link", { name: /Mijn bundel 1/ }).waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await page.screenshot({ path: join(FOLDER, "search.png") });

    const content = { titel: "Leren op de werkvloer", zoekopdracht: { q: "opleiding" } };
    const made = await page.request.post("/api/v1/bundels", { data: content });
    await page.goto(`/bundels/${(await made.json()).id}`);
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 60_000 }),
      page.getByRole("link", { name: "Download als pdf" }).click(),
    ]);
    const pdf = join(temporary, "bundel.pdf");
    await download.saveAs(pdf);
    const size = ["-png", "-r", String(2 * DOTS_PER_INCH), "-f", "1", "-l", "3"];
    await promisify(execFile)("pdftoppm", [...size, pdf, join(temporary, "page")]);
    const pages = await Promise.all([1, 2, 3].map((number) => asData(number)));
    await page.setViewportSize({ width: 1200, height: 590 });
    await page.goto("about:blank");
    await page.setContent(
      `<style>body{margin:0;padding:24px;display:flex;gap:24px;background:#dcd5c8}
       img{width:368px;box-shadow:0 2px 12px rgb(0 0 0/.25)}</style>
       ${pages.map((data) => `<img src="${data}">`).join("")}`,
    );
    await page.screenshot({ path: join(FOLDER, "bundel.png") });
  });
} finally {
  await rm(temporary, { recursive: true });
  await close();
}

async function asData(number) {
  const names = [`page-${number}.png`, `page-0${number}.png`];
  for (const name of names) {
    const bytes = await readFile(join(temporary, name)).catch(() => null);
    if (bytes) return `data:image/png;base64,${bytes.toString("base64")}`;
  }
  throw new Error(`the bundel has no page ${number}`);
}
