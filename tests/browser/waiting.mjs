// What a visitor sees of a document that takes long: how far it is, that it is not ready yet, that
// too many are asked for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { looksRight } from "./looks.mjs";
import { close, NARROW, open, visit, WIDE } from "./visitor.mjs";

// An article of a hundred thousand words, which takes a second or two to typeset.
const PARAGRAPH = "De werkplaats groeit elk jaar een stukje, en deelt wat zij leert met de buurt. ".repeat(5);
const LONG = `Een lang verhaal

Dit artikel bestaat om lang te zijn.

${`${PARAGRAPH}\n\n`.repeat(1_300)}
Voeg deze inspiratie of andere praktijkvoorbeelden toe aan uw bundel.
Gepubliceerd op
1 maart 2021
`;
// One document at a time, none waits, none is kept.
const FLAGS = ["--documents-at-once", "1", "--documents-waiting", "0", "--documents-kept", "0"];
const MODES = [
  { colorScheme: "light", viewport: WIDE },
  { colorScheme: "dark", viewport: NARROW },
];

before(() => open(FLAGS, { "lang-verhaal.txt": LONG }));
after(close);

// The bundel of the long article, and where its documents are.
async function bundle(page) {
  await page.goto("/artikelen/lang-verhaal");
  await page.getByRole("button", { name: /Voeg toe aan mijn bundel/ }).first().click();
  await page.getByRole("link", { name: /Mijn bundel 1/ }).waitFor();
  await page.goto("/bundel");
  const address = (name) => page.getByRole("link", { name }).getAttribute("href");
  return { pdf: await address("Download als pdf"), epub: await address("E-boek (epub)") };
}

// Between two documents the program is free for a moment, and gives what is asked: not a page.
async function reach(page, address, status) {
  for (let turn = 0; turn < 20; turn += 1) {
    const reply = await page.goto(address).catch(() => null);
    if (reply?.status() === status) return;
  }
  assert.fail(`${address} never answered ${status}`);
}

async function looksRightInEveryMode(page, state) {
  for (const { colorScheme, viewport } of MODES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await looksRight(page, `${state}, ${colorScheme}`);
  }
}

test("a document that is not ready, and one that is refused, say so accessibly", async () => {
  await visit({ viewport: WIDE }, async (page, context) => {
    const { pdf, epub } = await bundle(page);
    const refused = await context.newPage();
    // As none is kept, each of these is made, one after the other; the API waits for its turn.
    const made = Array.from({ length: 15 }, () => page.request.get(`/api/v1${pdf}`));
    assert.equal((await Promise.any(made)).status(), 200);
    await Promise.all([reach(page, pdf, 202), reach(refused, epub, 503)]);
    await Promise.all(made);
    await page.getByRole("link", { name: "Download als pdf" }).waitFor();
    await refused.getByRole("link", { name: "Probeer het opnieuw" }).waitFor();
    await looksRightInEveryMode(page, "not ready yet");
    await looksRightInEveryMode(refused, "refused");
  });
});

test("how far a document is shows accessibly, and is said", async () => {
  await visit({ viewport: WIDE }, async (page) => {
    await bundle(page);
    await page.route("**/stand", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.fulfill({ json: { ready: false, before: 0, laidOut: 1, articles: 2 } });
    });
    await page.getByRole("link", { name: "Download als pdf" }).click();
    await page.locator(".making", { hasText: "1 van 2 artikelen opgemaakt" }).waitFor();
    await page.locator("#melding").getByText("wordt gemaakt").waitFor();
    await looksRightInEveryMode(page, "how far it is");
  });
});
