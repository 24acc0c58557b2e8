// A bundel in a real browser: from search to PDF, order, notes, undo, two windows; with script and
// without, with mouse and with the keyboard alone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { looksRight } from "./looks.mjs";
import { close, NARROW, open, visit, WIDE } from "./visitor.mjs";

const NOTE = "Lees dit <b>eerst</b>.";

before(() => open());
after(close);

const withScript = (work) => visit({ viewport: WIDE }, work);
const withoutScript = (work) => visit({ viewport: WIDE, javaScriptEnabled: false }, work);

async function bundle(page) {
  await page.goto("/?q=opleiding");
  await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
  await page.waitForURL(/\/bundel/);
  const titles = await titlesOf(page);
  assert.ok(titles.length > 2, "the search finds several articles");
  return titles;
}

// A button names what it does, and unseen what it does it to.
function button(page, word, title) {
  const text = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return page.getByRole("button", { name: new RegExp(`^${word}\\s*: ${text}$`) });
}

function titlesOf(page) {
  return page.locator(".part h3").allTextContents();
}

// In place there is no page to wait for.
async function expectTitles(page, expected) {
  const shown = async () => (await titlesOf(page)).join("\n");
  for (let turn = 0; turn < 100 && (await shown()) !== expected.join("\n"); turn += 1) await page.waitForTimeout(50);
  assert.deepEqual(await titlesOf(page), expected);
}

async function writeNote(page, at, text) {
  const part = page.locator(".part").nth(at);
  const field = part.locator("textarea");
  if (!(await field.isVisible())) await part.locator("details.fold > summary").click();
  await field.fill(text);
  await part.getByRole("button", { name: "Bewaar de notitie" }).click();
}

for (const [name, visitor] of [["without script", withoutScript], ["with script", withScript]]) {
  test(`search, bundle, order, note, PDF, ${name}`, async () => {
    await visitor(async (page) => {
      const [first, second, ...rest] = await bundle(page);
      await button(page, "Lager", first).click();
      await expectTitles(page, [second, first, ...rest]);
      await writeNote(page, 0, NOTE);
      await page.locator(".part").first().locator(".note", { hasText: NOTE }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download", { timeout: 60_000 }),
        page.getByRole("link", { name: "Download als pdf" }).click(),
      ]);
      const bytes = await readFile(await download.path());
      assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
      await page.reload();
      await expectTitles(page, [second, first, ...rest]);
      assert.equal(await page.locator(".part .note").first().textContent(), NOTE);
    });
  });

  test(`what was done is undone, ${name}`, async () => {
    await visitor(async (page) => {
      const before = await bundle(page);
      await button(page, "Verwijder", before[1]).click();
      await expectTitles(page, before.toSpliced(1, 1));
      await page.getByRole("button", { name: "Maak dit ongedaan" }).click();
      await expectTitles(page, before);
      await page.locator("summary", { hasText: "leegmaken of wissen" }).click();
      await page.getByRole("button", { name: "Maak de bundel leeg" }).click();
      await expectTitles(page, []);
      await page.getByRole("button", { name: "Maak dit ongedaan" }).click();
      await expectTitles(page, before);
      const fold = page.locator("details", { hasText: "Wis de bundel" });
      if (!(await fold.evaluate((element) => element.open))) await fold.locator("summary").click();
      await page.getByRole("button", { name: "Wis de bundel" }).click();
      await page.getByText("De bundel is gewist.").waitFor();
      await expectTitles(page, []);
      await page.getByRole("button", { name: /^Maak dit ongedaan/ }).click();
      await expectTitles(page, before);
    });
  });

  test(`two windows at once lose nothing, ${name}`, async () => {
    await visitor(async (one, context) => {
      const [first, second, ...rest] = await bundle(one);
      const other = await context.newPage();
      await other.goto("/bundel");
      await one.goto("/bundel");
      // Different parts: both hold.
      await writeNote(one, 0, "Uit het ene venster.");
      await one.locator(".part").first().locator(".note").waitFor();
      await button(other, "Lager", second).click();
      await expectTitles(other, [first, rest[0], second, ...rest.slice(1)]);
      // The same part: both are shown.
      await writeNote(one, 0, "Nog eens uit het ene.");
      await one.locator(".note", { hasText: "Nog eens" }).waitFor();
      await other.goto("/bundel");
      await writeNote(one, 0, "Het laatste uit het ene.");
      await one.locator(".note", { hasText: "Het laatste" }).waitFor();
      await writeNote(other, 0, "Uit het andere.");
      const alert = other.getByRole("alert");
      await alert.getByText("veranderde intussen").waitFor();
      assert.equal(await other.locator(".part textarea").first().inputValue(), "Uit het andere.");
      await other.locator(".stored", { hasText: "Het laatste uit het ene." }).waitFor();
      // axe is script itself.
      if (name === "with script") await looksRight(other, "a conflict");
      await other.getByRole("button", { name: "Bewaar de notitie" }).first().click();
      await other.locator(".note", { hasText: "Uit het andere." }).waitFor();
      await one.reload();
      assert.equal(await one.locator(".part .note").first().textContent(), "Uit het andere.");
    });
  });
}

test("the keyboard alone moves a part, without script", async () => {
  await withoutScript(async (page) => {
    const [first, second, ...rest] = await bundle(page);
    const lower = button(page, "Lager", first);
    await page.getByRole("link", { name: first }).focus();
    while (!(await lower.evaluate((button) => button === document.activeElement))) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#onderdeel-/);
    assert.deepEqual(await titlesOf(page), [second, first, ...rest]);
  });
});

test("the keyboard alone picks a part up, moves it and puts it down", async () => {
  await withScript(async (page) => {
    const [first, second, ...rest] = await bundle(page);
    const handle = button(page, "Verplaats", first);
    const said = page.locator("#melding");
    await handle.focus();
    await page.keyboard.press("Space");
    await said.getByText("Opgepakt, plaats 1").waitFor();
    await page.keyboard.press("ArrowDown");
    await said.getByText("Plaats 2 van").waitFor();
    await page.keyboard.press("Escape");
    await expectTitles(page, [first, second, ...rest]);
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await said.getByText(`${first}: plaats 3 van`).waitFor();
    assert.ok(await handle.evaluate((element) => element === document.activeElement), "the focus stays");
    await page.reload();
    await expectTitles(page, [second, rest[0], first, ...rest.slice(1)]);
    // The buttons do so too, and keep the focus.
    const lower = button(page, "Lager", second);
    await lower.focus();
    await page.keyboard.press("Enter");
    await expectTitles(page, [rest[0], second, first, ...rest.slice(1)]);
    await said.getByText(`${second}: plaats 2 van`).waitFor();
    assert.ok(await lower.evaluate((element) => element === document.activeElement), "the focus goes along");
  });
});

test("a part is dragged", async () => {
  await withScript(async (page) => {
    const [first, second, ...rest] = await bundle(page);
    const from = await button(page, "Verplaats", first).boundingBox();
    const to = await page.locator(".part").nth(1).boundingBox();
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, to.y + to.height / 2, { steps: 8 });
    await page.mouse.move(from.x + 20, to.y + to.height - 5, { steps: 4 });
    await page.mouse.up();
    await expectTitles(page, [second, first, ...rest]);
    await page.locator("#melding").getByText("plaats 2 van").waitFor();
    await page.reload();
    await expectTitles(page, [second, first, ...rest]);
  });
});

test("what is typed is saved by itself, and shows at once", async () => {
  await withScript(async (page) => {
    await bundle(page);
    await page.locator("summary", { hasText: "Wijzig titel en inleiding" }).click();
    const title = page.getByLabel("Titel", { exact: true });
    await title.fill("Leren op de werkvloer");
    assert.equal(await page.locator("#voorbeeld .sheet-title").textContent(), "Leren op de werkvloer");
    await page.locator("#gegevens .save-state", { hasText: /^Bewaard$/ }).waitFor();
    assert.ok(await title.evaluate((field) => field === document.activeElement), "typing goes on");
    await page.getByRole("heading", { level: 1, name: "Leren op de werkvloer" }).waitFor();
    // Typing faster than the server answers is no conflict with oneself.
    const fold = page.locator(".part").first().locator("details.fold > summary");
    await fold.click();
    const note = page.locator(".part textarea").first();
    for (const word of ["Een ", "zin ", "in ", "stukken."]) {
      await note.pressSequentially(word);
      await page.waitForTimeout(400);
      await note.evaluate((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
    }
    await page.locator(".part .save-state", { hasText: /^Bewaard$/ }).waitFor();
    // Left at once, the last words are not lost.
    await note.pressSequentially(" Slot.");
    await page.goto("/");
    await page.goto("/bundel");
    assert.equal(await page.locator(".part .note").first().textContent(), "Een zin in stukken. Slot.");
    await page.getByRole("heading", { level: 1, name: "Leren op de werkvloer" }).waitFor();
  });
});

test("a document holds what was typed a moment before", async () => {
  await withScript(async (page) => {
    await bundle(page);
    const part = page.locator(".part").first();
    await part.locator("details.fold > summary").click();
    await part.locator("textarea").fill("Nog net getypt.");
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 60_000 }),
      page.getByRole("link", { name: "Platte tekst (Markdown)" }).click(),
    ]);
    assert.match(await readFile(await download.path(), "utf8"), /Nog net getypt\./);
  });
});

test("the number in the menu follows what is added", async () => {
  await withScript(async (page) => {
    await page.goto("/?q=opleiding");
    const add = page.getByRole("button", { name: /^Voeg toe aan mijn bundel/ });
    await add.first().click();
    await page.getByRole("link", { name: "Mijn bundel 1 artikel" }).waitFor();
    await add.first().click();
    await page.getByRole("link", { name: "Mijn bundel 2 artikelen" }).waitFor();
    assert.match(page.url(), /\?q=opleiding$/, "the page stays");
    await page.goto("/bundel");
    await page.getByRole("button", { name: /^Voeg toe\s*:/ }).first().click();
    await page.getByRole("link", { name: "Mijn bundel 3 artikelen" }).waitFor();
    assert.equal((await titlesOf(page)).length, 3);
  });
});

describe("a bundel in every state", () => {
  for (const [name, options] of [
    ["light, wide", { colorScheme: "light", viewport: WIDE }],
    ["dark, narrow", { colorScheme: "dark", viewport: NARROW }],
  ]) {
    test(`is accessible and fits, ${name}`, async () => {
      await visit({ reducedMotion: "reduce", ...options }, async (page, context) => {
        await page.goto("/bundel");
        await looksRight(page, "none yet");
        await bundle(page);
        await page.locator("#inhoudstafel").click();
        await looksRight(page, "results added");
        await page.getByRole("button", { name: /^Verwijder/ }).first().click();
        await page.getByText("Uit uw bundel gehaald.").waitFor();
        await looksRight(page, "one taken out, with undo");
        const unfold = () => page.locator("details.fold").evaluateAll((folds) => folds.forEach((fold) => (fold.open = true)));
        await unfold();
        await page.getByLabel("Tussentitel, komt onderaan").fill("Een tussentitel");
        await page.getByRole("button", { name: "Voeg toe", exact: true }).click();
        await page.locator(".part .heading").waitFor();
        await unfold();
        await looksRight(page, "everything unfolded, with a subheading");
        await page.getByRole("button", { name: "Maak een sleutel" }).click();
        await page.getByText("Dit is de sleutel van uw bundel.").waitFor();
        await looksRight(page, "a key");
        // Longer than the field lets a person type.
        await page.goto("/bundel");
        await unfold();
        const note = page.locator(".part textarea").first();
        await note.evaluate((field) => field.removeAttribute("maxlength"));
        await note.fill("x".repeat(2_001));
        await page.getByRole("button", { name: "Bewaar de notitie" }).first().click();
        await page.locator(".fault").waitFor();
        assert.equal(await page.locator(".part textarea").first().inputValue(), "x".repeat(2_001));
        await looksRight(page, "a fault beside its field");
        await page.goto("/bundel");
        await unfold();
        await page.getByRole("button", { name: "Begin een nieuwe bundel" }).click();
        await page.getByText("Er zit nog niets in.").waitFor();
        await looksRight(page, "an empty one beside another");
        await unfold();
        await page.getByRole("button", { name: "Wis de bundel" }).click();
        await page.getByText("De bundel is gewist.").waitFor();
        await unfold();
        await looksRight(page, "one thrown away");
        const other = await context.newPage();
        await other.goto(await page.getByRole("link", { name: "Link om te delen" }).getAttribute("href"));
        await looksRight(other, "a shared one, the maker's own");
      });
    });
  }
});
