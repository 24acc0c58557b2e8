// What a visitor does, in a real browser: query, filters, article, bundel, PDF. Run with
// `node --test` and BUNDELAAR set to the program.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { close, findTheArticle, NARROW, open, TITLE, visit, WIDE } from "./visitor.mjs";

before(() => open());
after(close);

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
    await page.waitForURL(/#onderdeel-/);
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
    await page.getByRole("link", { name: "Mijn bundel 1" }).waitFor();
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

// Presses Tab until what has the focus is called this, as a person does who uses no mouse.
async function tabTo(page, name) {
  for (let turn = 0; turn < 150; turn += 1) {
    await page.keyboard.press("Tab");
    const { words, seen } = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element.labels?.[0] ?? element;
      const { width, height } = element.getBoundingClientRect();
      return { words: label.textContent.replace(/\s+/g, " ").trim(), seen: width > 0 && height > 0 };
    });
    if (!name.test(words)) continue;
    assert.ok(seen, `${words} has the focus and is in sight`);
    return;
  }
  assert.fail(`Tab never reaches ${name}`);
}

for (const javaScriptEnabled of [false, true]) {
  test(`the keyboard alone goes all the way, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    await visit({ javaScriptEnabled, viewport: WIDE }, async (page) => {
      await page.goto("/");
      await page.keyboard.press("Tab");
      assert.equal(await page.locator(":focus").textContent(), "Naar de inhoud");
      assert.ok(await page.locator(":focus").isVisible(), "the skip link shows itself");
      await page.keyboard.press("Enter");
      await tabTo(page, /^Waarover wilt u lezen/);
      await page.keyboard.type("werkzoekende");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=werkzoekende/);
      await page.getByRole("link", { name: TITLE }).waitFor();
      await tabTo(page, /^Praktijkvoorbeeld/);
      await page.keyboard.press("Space");
      if (!javaScriptEnabled) {
        await tabTo(page, /^Toon resultaten/);
        await page.keyboard.press("Enter");
      }
      await page.waitForURL(/soort=praktijkvoorbeeld/);
      await tabTo(page, new RegExp(`^${TITLE}`));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
      await tabTo(page, /^Voeg toe aan mijn bundel/);
      await page.keyboard.press("Enter");
      await page.getByText("Zit in uw bundel").filter({ visible: true }).first().waitFor();
      await page.goto(page.url().split("#")[0]);
      await tabTo(page, /^Mijn bundel/);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/bundel$/);
      await tabTo(page, /^Schrijf een notitie/);
      await page.keyboard.press("Enter");
      await tabTo(page, /^Notitie/);
      await page.keyboard.type("Met het toetsenbord.");
      await tabTo(page, /^Bewaar de notitie/);
      await page.keyboard.press("Enter");
      await page.locator(".part .note", { hasText: "Met het toetsenbord." }).waitFor();
      const download = page.waitForEvent("download", { timeout: 60_000 });
      await tabTo(page, /^Download als pdf/);
      await page.keyboard.press("Enter");
      assert.match((await download).suggestedFilename(), /\.pdf$/);
    });
  });
}

test("query, filter, bundel, PDF in four clicks", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await page.goto("/");
    await page.getByLabel("Waarover wilt u lezen?").fill("werkzoekende");
    await page.getByRole("button", { name: "Zoek", exact: true }).click();
    await page.waitForURL(/q=werkzoekende/);
    await page.getByRole("checkbox", { name: "Praktijkvoorbeeld" }).click();
    await page.waitForURL(/soort=praktijkvoorbeeld/);
    await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 60_000 }),
      page.getByRole("link", { name: "Download als pdf" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.pdf$/);
  });
});

test("filters work in place, and the back button undoes them", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await page.goto("/?q=opleiding");
    await page.evaluate(() => (window.notReloaded = true));
    const number = page.locator("#aantal");
    const before = await number.textContent();
    const kind = page.getByRole("checkbox", { name: "Inspiratie" });
    await kind.click();
    await page.waitForURL(/soort=inspiratie/);
    const filtered = await number.textContent();
    assert.notEqual(filtered, before);
    assert.ok(await kind.evaluate((box) => box === document.activeElement), "focus stays where it was");
    await page.getByLabel("Sorteer op").selectOption("titel");
    await page.waitForURL(/sorteer=titel/);
    await page.goBack();
    await page.goBack();
    await page.waitForURL((url) => url.search === "?q=opleiding");
    await page.waitForFunction((text) => document.getElementById("aantal").textContent === text, before);
    assert.equal(await kind.isChecked(), false);
    await page.goForward();
    await page.waitForFunction((text) => document.getElementById("aantal").textContent === text, filtered);
    assert.equal(await kind.isChecked(), true);
    assert.ok(await page.evaluate(() => window.notReloaded), "no page was loaded for it");
  });
});

test("an article is added in place, and the number in the menu follows", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await page.goto("/?q=opleiding");
    await page.evaluate(() => (window.notReloaded = true));
    for (const number of [1, 2]) {
      await page.getByRole("button", { name: /Voeg toe/ }).first().click();
      await page.getByRole("link", { name: `Mijn bundel ${number}` }).waitFor();
    }
    // It is said in the next frame, for a screen reader.
    await page.locator("#melding", { hasText: /^Toegevoegd aan uw bundel: / }).waitFor({ state: "attached" });
    assert.equal(await page.locator(":focus").textContent(), "uw bundel");
    assert.ok(await page.evaluate(() => window.notReloaded), "no page was loaded for it");
  });
});

test("suggestions are a combobox", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await page.goto("/");
    const field = page.getByRole("combobox", { name: "Waarover wilt u lezen?" });
    await field.pressSequentially("werkz");
    const options = page.getByRole("listbox", { name: "Suggesties" }).getByRole("option");
    const option = options.first();
    await option.waitFor();
    assert.equal(await field.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("ArrowDown");
    assert.equal(await option.getAttribute("aria-selected"), "true");
    assert.equal(await field.getAttribute("aria-activedescendant"), await option.getAttribute("id"));
    await page.keyboard.press("Escape");
    assert.equal(await options.count(), 0);
    assert.equal(await field.inputValue(), "werkz", "what was typed stays");
    await page.keyboard.press("ArrowDown");
    await option.waitFor();
    await page.keyboard.press("ArrowDown");
    const text = await option.locator("span").first().textContent();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === text);
    // A hand that typed on and pressed Enter asks what it typed.
    await field.fill("stage");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=stage$/);
    assert.equal(await options.count(), 0);
  });
});

test("an organisation is looked up in the long list", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await visit({ viewport: WIDE, javaScriptEnabled }, async (page) => {
      await page.goto("/");
      await page.locator("fieldset details.more > summary").click();
      const field = page.getByLabel("Zoek een organisatie");
      await field.fill("sterpunt inclusief ondernemen vzw".slice(0, javaScriptEnabled ? 8 : undefined));
      if (javaScriptEnabled) assert.equal(await page.locator("#andere-organisatie-aantal").textContent(), "1 organisatie");
      await field.press("Enter");
      await page.waitForURL(/organisatie=sterpunt/i);
      await page.getByRole("link", { name: TITLE }).waitFor();
    });
  }
});

test("quotation marks of two languages mean the same", async () => {
  await visit({ javaScriptEnabled: false }, async (page) => {
    const numbers = new Set();
    for (const query of ['"sociale economie"', "“sociale economie”", "„sociale economie”", "«sociale economie»"]) {
      await page.goto(`/?${new URLSearchParams({ q: query })}`);
      numbers.add(await page.locator("#aantal").textContent());
    }
    assert.equal(numbers.size, 1, [...numbers].join(" | "));
  });
});

test("a document that takes long says how far it is, and one that is refused how to come back", async () => {
  await visit({ viewport: NARROW }, async (page) => {
    await page.goto("/?q=werkzoekende");
    await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
    await page.waitForURL(/\/bundel/);
    const stages = [
      { ready: false, before: 2, laidOut: 0, articles: 6 },
      { ready: false, before: 0, laidOut: 3, articles: 6 },
    ];
    await page.route("**/pdf/stand", async (route) => {
      await page.waitForTimeout(800);
      const stage = stages.shift();
      if (stage) await route.fulfill({ json: stage });
      else await route.continue();
    });
    const link = page.getByRole("link", { name: "Download als pdf" });
    const download = page.waitForEvent("download", { timeout: 60_000 });
    await link.click();
    await page.locator("#melding", { hasText: "Uw pdf wordt gemaakt" }).waitFor();
    await page.locator(".making", { hasText: "Nog 2 andere documenten, en dan uw pdf" }).waitFor();
    await page.locator(".making", { hasText: "3 van 6 artikelen" }).waitFor();
    assert.equal(await page.locator(".making progress").evaluate((bar) => bar.value), 0.5);
    assert.match((await download).suggestedFilename(), /\.pdf$/);
    await page.locator("#melding", { hasText: "De download begint" }).waitFor();
    await page.locator(".making").waitFor({ state: "detached" });
    assert.match(page.url(), /\/bundel$/, "the page stays");

    await page.unroute("**/pdf/stand");
    await page.route("**/pdf/stand", (route) => route.fulfill({ status: 503, body: "" }));
    const refused = page.waitForRequest((request) => request.isNavigationRequest() && request.url().endsWith("/pdf"));
    const again = page.waitForEvent("download", { timeout: 60_000 });
    await link.click();
    await refused;
    await again;
  });
});

test("a list shows an article's picture in the place that was kept for it", async () => {
  for (const viewport of [WIDE, NARROW]) {
    await visit({ viewport }, async (page) => {
      await page.addInitScript(() => {
        window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({
          type: "layout-shift",
          buffered: true,
        });
      });
      await page.goto("/?q=titel%3Amagazijn");
      const picture = page.locator(".card img");
      await picture.scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelector(".card img").naturalWidth > 0);
      assert.deepEqual(await picture.evaluate((img) => [img.naturalWidth, img.naturalHeight, img.alt]), [288, 216, ""]);
      assert.equal(await page.evaluate(() => window.shift), 0);
    });
  }
});
