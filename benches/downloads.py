#!/usr/bin/env python3
"""What downloads do to a running site: fifty bundels of a hundred articles at once, and searching
meanwhile; the same document again; one article changed; memory before, at most and after.

Use: downloads.py PROGRAM [ARTICLES]. Exits with 1 when a download is neither answered nor refused
politely, or when memory stays.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

BUNDELS = 50
ARTICLES_EACH = 100
WORDS_EACH = 700
SEARCHES = 400
# A minute, as promised, and a little for the clearing itself.
REST_SECONDS = 65
# What may stay beyond the start: allocators keep some pages for the next request.
MAX_STAYS_MB = 60
MAX_PEAK_MB = 600

WORDS = (
    "de het een van en in is dat op te zijn met voor niet aan er om ook als werk opleiding coach "
    "kans buurt zorg school stad winkel fiets tuin brood taal energie water atelier klant loon "
    "vereniging vrijwilliger arbeidsmarktbegeleiding samenwerkingsverband kringwinkelmedewerker "
    "groeit helpt bouwt deelt maakt sociaal duurzame lokale nieuwe sterke eerlijke gezonde"
).split()


def article(number, chance):
    """An article of invented sentences."""
    sentence = lambda: " ".join(chance.choices(WORDS, k=14)).capitalize() + "."
    paragraph = lambda: " ".join(sentence() for _ in range(5))
    blocks = [{"alinea": paragraph()} for _ in range(WORDS_EACH // 70)]
    blocks.insert(3, {"tussentitel": " ".join(chance.choices(WORDS, k=4)).capitalize()})
    blocks.insert(6, {"citaat": "“" + sentence() + "”"})
    return {
        "id": f"a{number}",
        "titel": " ".join(chance.choices(WORDS, k=6)).capitalize(),
        "soort": "praktijkvoorbeeld",
        "inleiding": sentence(),
        "tekst": blocks,
        "organisaties": ["Werkbank Noord"],
        "gepubliceerdOp": "2019-05-01",
    }


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class Site:
    def __init__(self, program, folder, articles):
        chance = random.Random(1)
        corpus = os.path.join(folder, "corpus")
        os.mkdir(corpus)
        with open(os.path.join(corpus, "artikelen.jsonl"), "w") as lines:
            for number in range(articles):
                lines.write(json.dumps(article(number, chance)) + "\n")
        call = [program, "serve", "--listen", "127.0.0.1:0", "--corpus", corpus]
        call += ["--index", os.path.join(folder, "index"), "--data", os.path.join(folder, "data")]
        environment = {**os.environ, "BUNDELAAR_RATE_LIMIT": "off", "BUNDELAAR_LOG": "error"}
        self.process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment)
        self.address = self.process.stdout.readline().split()[-1]

    def ask(self, path, body=None, key=None, method=None):
        """Status, headers, body and seconds."""
        headers = {"content-type": "application/json"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        begun = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                status, headers, content = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, content = error.code, error.headers, error.read()
        return status, headers, content, time.perf_counter() - begun

    def bundel(self, articles, title):
        status, _, content, _ = self.ask(
            "/api/v1/bundels", {"titel": title, "artikelen": [f"a{number}" for number in articles]}
        )
        assert status == 201, content
        made = json.loads(content)
        return f"/api/v1/bundels/{made['id']}", made["sleutel"]

    def memory(self, which):
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith(which))
        return int(line.split()[1]) / 1024

    def search_times(self, while_true):
        chance = random.Random(2)
        times = []
        while while_true(len(times)):
            words = "+".join(chance.sample(WORDS, 2))
            status, _, _, seconds = self.ask(f"/api/v1/artikelen?q={urllib.request.quote(words)}")
            assert status == 200, status
            times.append(seconds * 1000)
        return times


def main():
    program, articles = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        site = Site(program, folder, articles)
        try:
            measure(site, articles, faults)
        finally:
            site.process.send_signal(signal.SIGTERM)
            site.process.wait(30)
    for fault in faults:
        print(f"FAULT: {fault}")
    return 1 if faults else 0


def measure(site, articles, faults):
    idle = site.search_times(lambda done: done < SEARCHES)
    start = site.memory("VmRSS")
    print(f"searching, idle: p50 {percentile(idle, .5):.1f} ms, p99 {percentile(idle, .99):.1f} ms")

    path, key = site.bundel(range(200), "Tweehonderd")
    status, _, document, cold = site.ask(path + "/pdf")
    assert status == 200, document
    again = min(site.ask(path + "/pdf")[3] for _ in range(5))
    part = lambda number: {"artikel": f"a{number}"}
    parts = [part(number) for number in range(200)]
    parts[100]["notitie"] = "Lees dit eerst."
    status, _, content, _ = site.ask(path, {"onderdelen": parts}, key, "PATCH")
    assert status == 200, content
    changed = site.ask(path + "/pdf")[3]
    print(
        f"200 articles, {len(document) / 1e6:.1f} MB: from nothing {cold * 1000:.0f} ms, unchanged "
        f"{again * 1000:.0f} ms, a note added to one {changed * 1000:.0f} ms"
    )

    chance = random.Random(3)
    bundels = [
        site.bundel(chance.sample(range(articles), ARTICLES_EACH), f"Bundel {number}")[0]
        for number in range(BUNDELS)
    ]
    answers = []
    threads = [
        threading.Thread(target=lambda path=path: answers.append(site.ask(path + "/pdf")))
        for path in bundels
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    busy = site.search_times(lambda _: any(thread.is_alive() for thread in threads))
    took = time.perf_counter() - begun
    made = [answer for answer in answers if answer[0] == 200]
    refused = [answer for answer in answers if answer[0] == 503 and answer[1]["retry-after"]]
    print(
        f"{BUNDELS} bundels of {ARTICLES_EACH} articles at once: {len(made)} made, {len(refused)} "
        f"refused with Retry-After, in {took:.1f} s; the last made after "
        f"{max(answer[3] for answer in made):.1f} s"
    )
    print(
        f"searching meanwhile ({len(busy)}): p50 {percentile(busy, .5):.1f} ms, "
        f"p99 {percentile(busy, .99):.1f} ms"
    )
    if len(made) + len(refused) != BUNDELS:
        faults.append(f"statuses {sorted(answer[0] for answer in answers)}")
    if any(not answer[2].startswith(b"%PDF-") for answer in made):
        faults.append("an answer that is no PDF")
    time.sleep(REST_SECONDS)
    peak, after = site.memory("VmHWM"), site.memory("VmRSS")
    print(f"memory: {start:.0f} MB at the start, {peak:.0f} MB at most, {after:.0f} MB a minute later")
    if peak > MAX_PEAK_MB:
        faults.append(f"memory reached {peak:.0f} MB")
    if after - start > MAX_STAYS_MB:
        faults.append(f"{after - start:.0f} MB of memory stayed")


if __name__ == "__main__":
    sys.exit(main())
