// A client in another language, typed by what openapi-typescript makes of the description: it
// searches, makes a bundel of what it found, and takes it along as a PDF.
import type { components, paths } from "./generated/api.js";

type Search = paths["/artikelen"]["get"];
type Found = Search["responses"]["200"]["content"]["application/json"];
type New = components["schemas"]["NieuweBundel"];
type Made = paths["/bundels"]["post"]["responses"]["201"]["content"]["application/json"];
type Changed = paths["/bundels/{id}/artikelen/{artikelId}"]["delete"]["responses"]["200"]["content"]["application/json"];
type Problem = components["schemas"]["Probleem"];

const base = process.argv[2];

async function call<T>(path: string, options: RequestInit, status: number): Promise<T> {
  const response = await fetch(`${base}${path}`, options);
  if (response.status !== status) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

const query: NonNullable<Search["parameters"]["query"]> = {
  q: "werkzoekenden",
  sorteer: "nieuwste",
  soort: ["praktijkvoorbeeld", "inspiratie"],
};
const keys = new URLSearchParams();
for (const [key, value] of Object.entries(query)) {
  for (const one of [value].flat()) keys.append(key, String(one));
}
const found = await call<Found>(`/artikelen?${keys}`, {}, 200);
if (found.resultaten.length < 2) throw new Error("nothing was found");

const wanted: New = { titel: "Van elders", artikelen: found.resultaten.map((hit) => hit.id) };
const json = { "Content-Type": "application/json" };
const made = await call<Made>("/bundels", { method: "POST", headers: json, body: JSON.stringify(wanted) }, 201);

const key = { Authorization: `Bearer ${made.sleutel}` };
const first = found.resultaten[0]!.id;
const changed = await call<Changed>(`/bundels/${made.id}/artikelen/${first}`, { method: "DELETE", headers: key }, 200);
if (changed.onderdelen.length !== found.resultaten.length - 1) throw new Error("nothing was taken out");

const problem = await call<Problem>(`/bundels/${made.id}`, { method: "DELETE" }, 401);
if (problem.type !== "/problemen/sleutel-ontbreekt") throw new Error(problem.type);

const pdf = await fetch(`${base}/bundels/${made.id}/pdf`);
const bytes = new Uint8Array(await pdf.arrayBuffer());
if (pdf.status !== 200 || new TextDecoder().decode(bytes.slice(0, 5)) !== "%PDF-") {
  throw new Error(`no PDF: ${pdf.status}`);
}
console.log(`found ${found.totaal}, took along ${changed.onderdelen.length}, ${bytes.length} bytes of PDF`);
