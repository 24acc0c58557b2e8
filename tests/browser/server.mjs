// Starts the program on a copy of the corpus, and stops it.

import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));

// Reading twenty articles takes well under a second; a loaded machine gets a minute.
const START_MS = 60_000;

// A title that a careless page would run.
const HOSTILE = `<img src=x onerror="document.title='geraakt'"> & <b>zo</b> staat het er

Dit artikel bestaat om na te gaan dat een titel altijd tekst blijft.

De tekst gaat over een vreemdetitel en zegt verder niets.

Voeg deze inspiratie of andere praktijkvoorbeelden toe aan uw bundel.
Gepubliceerd op
1 maart 2021
`;

// Sixteen by twelve pixels of the site's colour.
const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAMCAIAAADkharWAAAAFUlEQVR42mPgDwonCTGMahjVgB0BAFGOigEIir7aAAAAAElFTkSuQmCC";

const TOKEN = "sleutel-van-de-proef";

// Starts with more flags and articles (by file name) than it has of itself. Resolves to the address, the operator's token, the folder of the data, and a function that stops the
// server and removes its files.
export async function start(program, more = [], articles = {}) {
  if (!program) throw new Error("set BUNDELAAR to the program to test");
  const folder = await mkdtemp(join(tmpdir(), "bundelaar-walk-"));
  const corpus = join(folder, "corpus");
  await cp(CORPUS, corpus, { recursive: true });
  await writeFile(join(corpus, "vreemde-titel.txt"), HOSTILE);
  for (const [name, text] of Object.entries(articles)) await writeFile(join(corpus, name), text);
  await writeFile(join(corpus, "kringwinkel-fotos.png"), Buffer.from(PICTURE, "base64"));
  const flags = ["--corpus", corpus, "--index", join(folder, "index"), "--data", join(folder, "data")];
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...flags, ...more], {
    env: { ...process.env, BUNDELAAR_RATE_LIMIT: "off", BUNDELAAR_TOKEN: TOKEN },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { address: await firstLine(child, gone), token: TOKEN, data: join(folder, "data"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstLine(child, gone) {
  const lines = createInterface({ input: child.stdout });
  let timer;
  const line = await Promise.race([
    new Promise((resolve) => lines.once("line", resolve)),
    gone.then((code) => Promise.reject(new Error(`the program ended with ${code}`))),
    new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("the program says nothing")), START_MS);
    }),
  ]);
  clearTimeout(timer);
  const match = /^listening on (http:\/\/\S+)$/.exec(line);
  if (!match) throw new Error(`the first line is ${JSON.stringify(line)}`);
  return match[1];
}
