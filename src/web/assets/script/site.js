// What every page does with script; each part looks for what it works on, and leaves when it is
// not there.

import { listenForAdding } from "./add.js";
import { workOnBundel } from "./bundel.js";
import { listenForDownloads } from "./download.js";
import { listenForOrganisations } from "./organisations.js";
import { listenForSearching } from "./results.js";
import { enableSharing } from "./share.js";
import { suggestFor } from "./suggest.js";

listenForAdding();
workOnBundel();
listenForDownloads();
listenForOrganisations();
listenForSearching();
enableSharing();
document.querySelectorAll('input[type="search"][name="q"]').forEach(suggestFor);
