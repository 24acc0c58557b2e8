// Every page in every state: accessible, within its window, valid HTML, and no link that leads
// nowhere.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, open as openFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { looksRight } from "./looks.mjs";
import { close, findTheArticle, NARROW, open, server, visit, WIDE } from "./visitor.mjs";

const require = createRequire(import.meta.url);
const VALIDATOR = require.resolve("vnu-jar/build/dist/vnu.jar");

const PAGES = {
  "the first page": "/",
  "results": "/?q=werkzoekende",
  "results with filters": "/?q=opleiding&soort=praktijkvoorbeeld&van=2012-01-01&tot=2026-12-31&sorteer=nieuwste",
  "no results": "/?q=xqzvwk&soort=evenement",
  "a fault in the form": "/?van=2026-02-31&q=stage",
  "organisations": "/organisaties",
  "an organisation": "/organisaties/sterpunt-inclusief-ondernemen",
  "events": "/evenementen",
  "an event": "/artikelen/2026-open-stal",
  "an empty bundel": "/bundel",
  "about": "/over",
  "help": "/hulp",
  "privacy": "/privacy",
  "accessibility": "/toegankelijkheid",
  "for developers": "/api",
  "nothing there": "/artikelen/bestaat-niet",
  "the editors' door": "/redactie",
};

before(() => open());
after(close);

for (const [colorScheme, name, viewport] of [
  ["light", "wide", WIDE],
  ["dark", "narrow", NARROW],
]) {
  test(`every page and state is accessible and fits, ${colorScheme}, ${name}`, async () => {
    await visit({ colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
      for (const [state, path] of Object.entries(PAGES)) {
        await page.goto(path);
        await looksRight(page, state);
      }
      await page.goto("/");
      await page.getByRole("combobox", { name: "Waarover wilt u lezen?" }).pressSequentially("soc");
      await page.getByRole("listbox", { name: "Suggesties" }).waitFor();
      await page.keyboard.press("ArrowDown");
      await looksRight(page, "suggestions");
      await findTheArticle(page);
      await page.locator(".tools summary").evaluateAll((folds) => folds.forEach((fold) => fold.click()));
      await looksRight(page, "the article, its tools unfolded");
      await page.getByRole("button", { name: /Voeg toe/ }).first().click();
      await page.getByRole("link", { name: /Mijn bundel 1/ }).waitFor();
      await looksRight(page, "the article in the bundel");
      await page.goto("/?q=opleiding");
      await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
      await page.waitForURL(/\/bundel/);
      await page.locator("details.fold").evaluateAll((folds) => folds.forEach((fold) => (fold.open = true)));
      await looksRight(page, "a full bundel, everything unfolded");
      const link = await page.getByRole("link", { name: "Link om te delen" }).getAttribute("href");
      await page.goto("/redactie");
      await page.getByLabel("Sleutel van de beheerder").fill("niet de sleutel");
      await page.getByRole("button", { name: "Meld u aan" }).click();
      await page.getByRole("alert").waitFor();
      await looksRight(page, "a wrong key at the editors' door");
      await page.getByLabel("Sleutel van de beheerder").fill(server.token);
      await page.getByRole("button", { name: "Meld u aan" }).click();
      await page.getByRole("heading", { name: "Vaakst gebundeld" }).waitFor();
      assert.ok(!page.url().includes(server.token));
      await looksRight(page, "the editors' page");
      await page.context().clearCookies();
      await page.goto(link);
      await looksRight(page, "a shared bundel");
    });
  });
}

test("forced colours, more contrast and 200% leave everything in sight", async () => {
  const zoomed = { width: WIDE.width / 2, height: WIDE.height / 2 };
  for (const options of [{ forcedColors: "active" }, { contrast: "more" }, { viewport: zoomed }]) {
    await visit({ viewport: WIDE, ...options }, async (page) => {
      for (const path of ["/?q=opleiding&soort=inspiratie", "/artikelen/000_aa740f08f09625b0", "/evenementen"]) {
        await page.goto(path);
        // axe reads the colours of the style sheet, and the browser shows those of the system.
        const without = options.forcedColors ? ["color-contrast"] : [];
        await looksRight(page, `${path} with ${JSON.stringify(options)}`, without);
      }
    });
  }
});

// What a screen reader is told, as text that a person reads through. `UPDATE=1` rewrites it.
test("the accessibility tree is as it was read through", async () => {
  await visit({ viewport: WIDE, javaScriptEnabled: false }, async (page) => {
    await page.goto("/?q=vreemdetitel&soort=inspiratie");
    await isAsRead(page, "search");
    await page.getByRole("button", { name: /Voeg toe/ }).click();
    await page.goto("/bundel");
    // Which articles are related is told by other tests, and changes with every article.
    await page.getByRole("region", { name: "Past misschien ook" }).evaluate((part) => part.remove());
    await isAsRead(page, "bundel");
  });
});

async function isAsRead(page, name) {
  const file = new URL(`read-aloud/${name}.yaml`, import.meta.url);
  // Addresses and days differ from one run to the next, and are read elsewhere.
  const tree = (await page.locator("body").ariaSnapshot())
    .replace(/^ *- \/url: .*\n/gm, "")
    .replace(/https?:\/\/[^\s"]+/g, "(adres)")
    .replace(/\d{1,2} [a-z]+ 20\d\d/g, "(dag)");
  if (process.env.UPDATE) await writeFile(file, `${tree}\n`);
  assert.equal(`${tree}\n`, await readFile(file, "utf8"), `${name}: run with UPDATE=1, and read it`);
}

test("every page is valid HTML, and every link leads somewhere", async () => {
  const pages = await crawl([...Object.values(PAGES), "/sitemap.xml"]);
  const folder = await mkdtemp(join(tmpdir(), "bundelaar-html-"));
  for (const [state, path, text] of await visitorsPages()) pages.set(`${path} (${state})`, text);
  try {
    const names = [...pages.keys()];
    for (const [index, path] of names.entries()) await writeFile(join(folder, `${index}.html`), pages.get(path));
    const report = await validate(folder);
    const found = report.replace(/^.*\/(\d+)\.html/gm, (_, index) => names[index]);
    assert.equal(found, "");
    assert.ok(names.filter((path) => path.startsWith("/artikelen/")).length > 20, "the articles are among them");
  } finally {
    await rm(folder, { recursive: true });
  }
});

// What only a visitor with a bundel sees, as the server sends it; its links are followed too.
async function visitorsPages() {
  const found = [];
  await visit({ javaScriptEnabled: false }, async (page) => {
    const keep = async (state) => {
      const path = new URL(page.url()).pathname;
      const text = await (await page.request.get(page.url())).text();
      found.push([state, path, text]);
      for (const link of await page.locator("main a[href^='/']").evaluateAll((all) => all.map((a) => a.href))) {
        const { status } = await fetch(link.split("#")[0]);
        assert.equal(status, 200, `${link}, linked from ${path}`);
      }
    };
    await page.goto("/?q=opleiding");
    await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
    await keep("results just bundled");
    await page.locator(".part details.fold > summary").first().click();
    await page.locator(".part textarea").first().fill("Een notitie & <b>meer</b>.");
    await page.getByRole("button", { name: "Bewaar de notitie" }).first().click();
    await keep("a bundel with a note");
    await page.goto(await page.getByRole("link", { name: "Link om te delen" }).getAttribute("href"));
    await keep("a shared bundel of one's own");
    await page.goto("/artikelen/000_aa740f08f09625b0");
    await keep("an article in the bundel");
    await page.goto("/redactie");
    await page.getByLabel("Sleutel van de beheerder").fill(server.token);
    await page.getByRole("button", { name: "Meld u aan" }).click();
    await keep("the editors' page");
  });
  return found;
}

// The last test, as it spoils the data: the one way to a page of ours that fails.
test("a page that fails says so, and where to go on", async () => {
  const data = { titel: "Weldra stuk", artikelen: ["000_aa740f08f09625b0"] };
  const made = await fetch(`${server.address}/api/v1/bundels`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
  });
  const path = `/bundels/${(await made.json()).id}`;
  for (const name of (await readdir(server.data)).filter((name) => name.startsWith("bundels.sqlite"))) {
    const file = await openFile(join(server.data, name), "r+");
    await file.write(Buffer.alloc((await file.stat()).size, 0xa5), 0);
    await file.close();
  }
  for (const [colorScheme, viewport] of [["light", WIDE], ["dark", NARROW]]) {
    await visit({ colorScheme, viewport }, async (page) => {
      const response = await page.goto(path);
      assert.equal(response.status(), 500);
      await page.getByRole("heading", { level: 1, name: "Er ging iets mis bij ons" }).waitFor();
      assert.doesNotMatch(await page.content(), /sqlite|database/i);
      await looksRight(page, "our fault");
    });
  }
  const folder = await mkdtemp(join(tmpdir(), "bundelaar-html-"));
  await writeFile(join(folder, "500.html"), await (await fetch(server.address + path)).text());
  assert.equal(await validate(folder), "");
  await rm(folder, { recursive: true });
});

// Follows every link of the site once, searches that are found on the way not further. Gives the
// pages by their paths.
async function crawl(seeds) {
  const pages = new Map();
  const queue = seeds.map((path) => ({ path, from: "the list", follow: true }));
  const seen = new Set(seeds);
  while (queue.length) {
    const { path, from, follow } = queue.shift();
    const response = await fetch(server.address + path);
    const text = await response.text();
    const wrong = path === "/artikelen/bestaat-niet" ? 404 : path.includes("02-31") ? 400 : 200;
    assert.equal(response.status, wrong, `${path}, linked from ${from}`);
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("text/html")) pages.set(path, text);
    if (!follow) continue;
    const links = type.startsWith("text/html")
      ? [...text.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]+)"/g)]
      : [...text.matchAll(/<loc>([^<]+)/g)];
    for (const [, link] of links) {
      const target = new URL(link.replaceAll("&amp;", "&"), server.address + path);
      // What the API answers is tested there.
      if (target.origin !== server.address || target.pathname.startsWith("/api/")) continue;
      if (target.hash && target.pathname + target.search === path) {
        assert.ok(text.includes(`id="${target.hash.slice(1)}"`), `${path} has no ${target.hash}`);
      }
      const next = target.pathname + target.search;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push({ path: next, from: path, follow: !target.search });
    }
  }
  return pages;
}

async function validate(folder) {
  const args = ["-jar", VALIDATOR, "--stdout", "--format", "gnu", folder];
  try {
    const { stdout } = await promisify(execFile)("java", args, { maxBuffer: 1 << 24 });
    return stdout;
  } catch (error) {
    return error.stdout || String(error);
  }
}
