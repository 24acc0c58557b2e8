// The visitor's path in a real browser: query, filters, article, bundel, PDF. Run with
// `node --test` and BUNDELAAR set to the program.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";

import { chromium } from "playwright-core";

import { start } from "./server.mjs";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TITLE = "Nog steeds sociaal voelend, maar het economische is ook belangrijk";
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 900 };

let server;
let browser;

before(async () => {
  server = await start(process.env.BUNDELAAR);
  browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// A page of a new visitor; whatever goes wrong in it is kept.
async function visit(options, work) {
  const context = await browser.newContext({ locale: "nl-BE", baseURL: server.address, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors = [];
  page.on("console", (message) => {
    // A 404 or 400 that a test asks for is reported here too, and is no error of the page.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address)) errors.push(`fetched ${request.url()}`);
  });
  try {
    await work(page, context);
    assert.deepEqual(errors, [], "the browser reports no error and fetches nothing from elsewhere");
  } finally {
    await context.close();
  }
}

// On a narrow screen the filters are folded, and with script they stay as they were.
async function unfoldFilters(page) {
  const fold = page.locator("details.filters:not([open]) > summary");
  if (await fold.isVisible()) await fold.click();
}

async function findTheArticle(page) {
  await page.goto("/");
  await page.getByLabel("Waarover wilt u lezen?").fill("werkzoekende");
  await page.getByRole("button", { name: "Zoek", exact: true }).click();
  await page.getByRole("link", { name: TITLE }).waitFor();
  await unfoldFilters(page);
  const organisation = page.getByRole("checkbox", { name: "Sterpunt Inclusief Ondernemen" });
  if (!(await organisation.isVisible())) await page.locator("fieldset details.more > summary").click();
  await organisation.check();
  await page.getByRole("button", { name: "Toon resultaten" }).click();
  await page.waitForURL(/organisatie=/);
  await unfoldFilters(page);
  await page.getByRole("navigation", { name: "Per jaar" }).getByRole("link", { name: /^2016/ }).click();
  await page.waitForURL(/van=2016-01-01/);
  assert.match(page.url(), /q=werkzoekende/);
  await page.getByRole("link", { name: TITLE }).click();
  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
}

async function takeTheArticleHome(page) {
  await page.getByRole("button", { name: /Voeg toe aan mijn bundel/ }).first().click();
  await page.getByRole("link", { name: /Mijn bundel 1/ }).click();
  await page.getByRole("link", { name: TITLE }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 60_000 }),
    page.getByRole("link", { name: "Download als pdf" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.pdf$/);
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
  // One article with cover, contents and embedded fonts is tens of kilobytes.
  assert.ok(bytes.length > 10_000, `a PDF of ${bytes.length} bytes`);
  const [book] = await Promise.all([
    page.waitForEvent("download", { timeout: 60_000 }),
    page.getByRole("link", { name: "E-boek (epub)" }).click(),
  ]);
  assert.match(book.suggestedFilename(), /\.epub$/);
}

for (const [name, options] of [
  ["without script", { javaScriptEnabled: false, viewport: WIDE }],
  ["with script", { viewport: WIDE }],
  ["on a phone of 320 pixels", { javaScriptEnabled: false, viewport: NARROW, hasTouch: true }],
]) {
  test(`query, filters, article, bundel, PDF, ${name}`, async () => {
    await visit(options, async (page) => {
      await findTheArticle(page);
      await takeTheArticleHome(page);
    });
  });
}

test("a search becomes a bundel that is arranged, annotated and shared", async () => {
  await visit({ javaScriptEnabled: false, viewport: WIDE }, async (page) => {
    await page.goto("/?q=opleiding");
    await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
    const titles = page.locator(".part h3");
    const before = await titles.allTextContents();
    assert.ok(before.length > 1, "the search finds several articles");
    await page.getByRole("button", { name: /^Lager/ }).first().click();
    await page.waitForURL(/#onderdeel-2/);
    assert.deepEqual((await titles.allTextContents()).slice(0, 2), [before[1], before[0]]);
    await page.locator(".part details.fold > summary").first().click();
    await page.locator(".part textarea").first().fill("Lees dit <b>eerst</b>.");
    await page.getByRole("button", { name: "Bewaar de notitie" }).first().click();
    await page.getByText("Lees dit <b>eerst</b>.").first().waitFor();
    const link = await page.getByRole("link", { name: "Link om te delen" }).getAttribute("href");
    await visit({ javaScriptEnabled: false }, async (other) => {
      await other.goto(link);
      await other.getByText("Lees dit <b>eerst</b>.").waitFor();
      assert.equal(await other.getByRole("button", { name: /^Lager/ }).count(), 0);
      await other.getByRole("button", { name: "Maak mijn eigen kopie" }).click();
      await other.getByRole("button", { name: /^Verwijder/ }).first().click();
      assert.equal(await other.locator(".part").count(), before.length - 1);
    });
    await page.reload();
    assert.equal(await page.locator(".part").count(), before.length, "a copy is apart");
  });
});

test("whoever only reads gets no cookie, whoever bundles gets one", async () => {
  await visit({ javaScriptEnabled: false }, async (page, context) => {
    await page.goto("/");
    await page.goto("/bundel");
    assert.deepEqual(await context.cookies(), []);
    await page.goto("/");
    await page.getByRole("button", { name: /Voeg toe aan mijn bundel/ }).first().click();
    const [cookie, ...more] = await context.cookies();
    assert.deepEqual(more, []);
    assert.ok(cookie.httpOnly);
    assert.equal(cookie.sameSite, "Lax");
  });
});

test("a title with markup stays text everywhere", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    const title = `<img src=x onerror="document.title='geraakt'"> & <b>zo</b> staat het er`;
    await page.goto("/?q=vreemdetitel");
    await page.getByRole("link", { name: title }).click();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.getByRole("button", { name: /Voeg toe/ }).first().click();
    await page.goto("/bundel");
    await page.getByRole("link", { name: title }).waitFor();
    assert.equal(await page.locator("img").count(), 0);
    assert.doesNotMatch(await page.title(), /geraakt/);
  });
});

test("back and forward keep the search", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await page.goto("/?q=werkzoekende");
    await page.getByRole("link", { name: TITLE }).click();
    await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
    await page.goBack();
    assert.equal(await page.getByLabel("Waarover wilt u lezen?").inputValue(), "werkzoekende");
    await page.goForward();
    await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  });
});

test("the keyboard alone reaches everything", async () => {
  await visit({ javaScriptEnabled: false, viewport: WIDE }, async (page) => {
    await page.goto("/");
    await page.keyboard.press("Tab");
    const focused = () => page.locator(":focus");
    assert.equal(await focused().textContent(), "Naar de inhoud");
    assert.ok(await focused().isVisible(), "the skip link shows itself");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("werkzoekende");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=werkzoekende/);
    await page.getByRole("link", { name: TITLE }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
    await page.getByRole("button", { name: /Voeg toe/ }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByText("Zit in uw bundel").filter({ visible: true }).first().waitFor();
  });
});

describe("every page and state", () => {
  const PAGES = {
    "the first page": "/",
    "results": "/?q=werkzoekende",
    "results with filters": "/?q=opleiding&soort=praktijkvoorbeeld&van=2012-01-01&tot=2026-12-31&sorteer=nieuwste",
    "no results": "/?q=xqzvwk&soort=evenement",
    "a fault in the form": "/?van=2026-02-31&q=stage",
    "an empty bundel": "/bundel",
    "help": "/hulp",
    "privacy": "/privacy",
    "accessibility": "/toegankelijkheid",
    "nothing there": "/artikelen/bestaat-niet",
  };

  for (const colorScheme of ["light", "dark"]) {
    for (const [name, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
      test(`is accessible and fits, ${colorScheme}, ${name}`, async () => {
        await visit({ colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
          for (const [state, path] of Object.entries(PAGES)) {
            await page.goto(path);
            await looksRight(page, state);
          }
          await findTheArticle(page);
          await looksRight(page, "the article");
          await page.getByRole("button", { name: /Voeg toe/ }).first().click();
          await looksRight(page, "the article in the bundel");
          await page.goto("/?q=opleiding");
          await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
          await page.locator("details.fold").evaluateAll((folds) => folds.forEach((fold) => (fold.open = true)));
          await looksRight(page, "a full bundel, everything unfolded");
          const link = await page.getByRole("link", { name: "Link om te delen" }).getAttribute("href");
          await page.context().clearCookies();
          await page.goto(link);
          await looksRight(page, "a shared bundel");
        });
      });
    }
  }

  async function looksRight(page, state) {
    const { wider, width } = await page.evaluate(() => ({
      wider: document.documentElement.scrollWidth,
      width: document.documentElement.clientWidth,
    }));
    assert.ok(wider <= width, `${state}: ${wider} pixels in a window of ${width}`);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run());
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    assert.deepEqual(found, [], state);
  }
});
