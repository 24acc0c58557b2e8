// What is typed in a bundel, with script: saved by itself, and never lost. The server is slow here, or
// refuses, and visitors are quick.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { looksRight } from "./looks.mjs";
import { close, open, visit, WIDE } from "./visitor.mjs";

// Longer than anybody takes to go on to the next field.
const SLOW_MS = 900;

before(() => open());
after(close);

// A visitor with a bundel, the folds of the details and of the first note unfolded.
async function typing(work) {
  await visit({ viewport: WIDE }, async (page, context) => {
    await page.goto("/?q=opleiding");
    await page.getByRole("button", { name: "Bundel deze resultaten" }).click();
    await page.waitForURL(/\/bundel/);
    await page.locator("summary", { hasText: "Wijzig titel en inleiding" }).click();
    await page.locator(".part details.fold > summary").first().click();
    await work(page, context);
  });
}

const title = (page) => page.getByLabel("Titel", { exact: true });
const subtitle = (page) => page.getByLabel("Ondertitel (niet verplicht)");
const note = (page) => page.locator(".part textarea").first();
const state = (page, form) => page.locator(`${form} .save-state`).first();
const isSaved = (page, form = "#gegevens") => state(page, form).filter({ hasText: /^Bewaard$/ }).waitFor();

// The server does what is asked at once, and its answers come late.
function answerLate(page, address, options, delay = SLOW_MS) {
  const late = async (route) => {
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, delay));
    // Who left does not hear it.
    await route.fulfill({ response }).catch(() => {});
  };
  return page.route(address, late, options);
}

test("the answer to one field leaves the next one alone", async () => {
  await typing(async (page) => {
    await answerLate(page, "**/bundel/gegevens");
    await title(page).fill("Leren op de werkvloer");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Acht verhalen");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Vooraf.");
    await page.keyboard.press("Tab");
    await isSaved(page);
    assert.equal(await subtitle(page).inputValue(), "Acht verhalen");
    await page.reload();
    assert.equal(await title(page).inputValue(), "Leren op de werkvloer");
    assert.equal(await subtitle(page).inputValue(), "Acht verhalen");
    assert.equal(await page.locator("header .introduction").textContent(), "Vooraf.");
  });
});

test("without a title nothing of the form is saved, nor lost, and it is said", async () => {
  await typing(async (page) => {
    await title(page).fill("");
    await subtitle(page).fill("Acht verhalen");
    await page.keyboard.press("Tab");
    const asked = page.locator("#gegevens .missing");
    await asked.getByText("Nog niet bewaard: vul een titel in").waitFor();
    // Something else is stored meanwhile.
    await note(page).fill("Lees dit eerst.");
    await page.keyboard.press("Tab");
    await isSaved(page, ".part");
    await asked.waitFor();
    assert.equal(await title(page).getAttribute("aria-invalid"), "true");
    assert.equal(await title(page).getAttribute("aria-describedby"), await asked.getAttribute("id"));
    assert.equal(await title(page).inputValue(), "");
    assert.equal(await subtitle(page).inputValue(), "Acht verhalen");
    await looksRight(page, "a title is asked for");
    await title(page).fill("Leren");
    await page.keyboard.press("Tab");
    await isSaved(page);
    assert.equal(await asked.count(), 0);
    await page.reload();
    assert.equal(await subtitle(page).inputValue(), "Acht verhalen");
  });
});

test("leaving while a save is under way loses no words", async () => {
  await typing(async (page) => {
    await answerLate(page, "**/bundel/notitie", { times: 1 }, 3_000);
    const stored = page.waitForRequest((request) => request.url().endsWith("/bundel/notitie"));
    await note(page).fill("Eerst dit.");
    await note(page).dispatchEvent("change");
    await stored;
    await page.waitForTimeout(500);
    await note(page).pressSequentially(" Dan dat.");
    // Waits for its turn behind the other.
    await title(page).fill("Leren op de werkvloer");
    await title(page).dispatchEvent("change");
    await page.goto("/");
    await page.goto("/bundel");
    const found = async () => [await page.locator("h1").textContent(), await page.locator(".part .note").first().textContent()];
    // Nobody waits for what is sent as a page is left.
    const expected = ["Leren op de werkvloer", "Eerst dit. Dan dat."];
    for (let turn = 0; turn < 20 && (await found()).join() !== expected.join(); turn += 1) await page.reload();
    assert.deepEqual(await found(), expected);
  });
});

test("what cannot be saved for now is tried again, while typing goes on", async () => {
  await typing(async (page) => {
    const refusals = [429, 503];
    const refuse = (route) => route.fulfill({ status: refusals.shift(), contentType: "text/html", body: "<main>Druk</main>" });
    await page.route("**/bundel/notitie", refuse, { times: refusals.length });
    await note(page).fill("Eerst dit.");
    await note(page).dispatchEvent("change");
    await state(page, ".part").getByText("Niet bewaard, wij proberen het opnieuw").waitFor();
    await note(page).pressSequentially(" Dan dat.");
    await isSaved(page, ".part");
    assert.deepEqual(refusals, []);
    assert.equal(await note(page).inputValue(), "Eerst dit. Dan dat.");
    assert.ok(await note(page).evaluate((field) => field === document.activeElement), "typing goes on");
    await page.reload();
    assert.equal(await page.locator(".part .note").first().textContent(), "Eerst dit. Dan dat.");
  });
});

test("what somebody else stored is not overwritten by what is typed on", async () => {
  await typing(async (page, context) => {
    const other = await context.newPage();
    await other.goto("/bundel");
    await other.locator(".part details.fold > summary").first().click();
    await note(other).fill("Van het andere venster.");
    await other.keyboard.press("Tab");
    await isSaved(other, ".part");
    await note(page).fill("Van dit venster.");
    // An answer to something else brings the page up to date meanwhile.
    await title(page).evaluate((field) => {
      field.value = "Leren";
      for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    });
    await isSaved(page);
    const stored = page.locator(".stored", { hasText: "Van het andere venster." });
    await stored.waitFor();
    await note(page).pressSequentially(" En meer.");
    await page.waitForTimeout(1_500);
    await other.reload();
    assert.equal(await other.locator(".part .note").first().textContent(), "Van het andere venster.");
    await page.getByRole("button", { name: "Bewaar de notitie" }).first().click();
    await isSaved(page, ".part");
    await other.reload();
    assert.equal(await other.locator(".part .note").first().textContent(), "Van dit venster. En meer.");
  });
});

test("a bundel thrown away meanwhile gives back what is typed", async () => {
  await typing(async (page, context) => {
    const other = await context.newPage();
    await other.goto("/bundel");
    await other.locator("summary", { hasText: "leegmaken of wissen" }).click();
    await other.getByRole("button", { name: "Wis de bundel" }).click();
    await other.getByText("De bundel is gewist.").waitFor();
    await note(page).fill("Een lange notitie.");
    await page.getByRole("heading", { level: 1, name: "Deze bundel is intussen gewist" }).waitFor();
    assert.equal(await page.locator("textarea[readonly]").inputValue(), "Een lange notitie.");
    await looksRight(page, "a bundel that is gone");
  });
});

test("two articles added at once are both added, by who has no bundel yet", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await answerLate(page, "**/bundel/artikelen");
    await page.goto("/?q=opleiding");
    const add = page.getByRole("button", { name: /^Voeg toe aan mijn bundel/ });
    const second = add.nth(1);
    await add.first().click();
    await second.click();
    await page.getByRole("link", { name: "Mijn bundel 2 artikelen" }).waitFor();
    await page.goto("/bundel");
    assert.equal(await page.locator(".part").count(), 2);
  });
});

test("the focus stays where somebody went after leaving a part in its place", async () => {
  await typing(async (page) => {
    await answerLate(page, "**/bundel/schik");
    const handle = page.locator(".part .handle").first();
    const first = await page.locator(".part h3").first().textContent();
    await handle.focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await title(page).focus();
    await page.locator("#melding").getByText(`${first}: plaats 2 van`).waitFor({ state: "attached" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "titel");
  });
});
