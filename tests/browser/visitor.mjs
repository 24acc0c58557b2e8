// A browser with visitors in it, for every file of walks.

import assert from "node:assert/strict";

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

export const TITLE = "Nog steeds sociaal voelend, maar het economische is ook belangrijk";
export const NARROW = { width: 320, height: 640 };
export const WIDE = { width: 1280, height: 900 };

export let server;
let browser;

export async function open(flags, articles) {
  server = await start(process.env.BUNDELAAR, flags, articles);
  browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
}

export async function close() {
  await browser?.close();
  await server?.stop();
}

// A page of a new visitor; whatever goes wrong in it is kept.
export async function visit(options, work) {
  const context = await browser.newContext({ locale: "nl-BE", baseURL: server.address, ...options });
  const page = await context.newPage();
  // A loaded machine stands still for seconds.
  page.setDefaultTimeout(30_000);
  const errors = [];
  page.on("console", (message) => {
    // What a test asks for, and is refused, is reported here too, and is no error of the page.
    if (message.type() === "error" && !/status of [45]\d\d/.test(message.text())) errors.push(message.text());
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
export async function unfoldFilters(page) {
  const fold = page.locator("details.filters:not([open]) > summary");
  if (await fold.isVisible()) await fold.click();
}

export async function findTheArticle(page) {
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
