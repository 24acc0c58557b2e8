#!/usr/bin/env python3
"""Scores bundelaar's search and Dutch analysis on judged data, beside the last recorded scores.

The data is not part of this repository: $EVAL_DATA names its folder (default ../shared/eval), with
its own scorers (score.py, score_dutch.py). Without it nothing is evaluated, and that is said.

Everything runs twice: without a dictionary, and with the system's hunspell dictionary for Dutch when
there is one. Exit code 0 whatever the scores are; 1 when something did not run.
Standard library only.
"""
import argparse
import contextlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("EVAL_DATA", ROOT / "../shared/eval")).resolve()
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bundelaar" / "eval"
RECORDED = ROOT / "eval" / "recorded.json"
# Scores of single queries belong to data that is not ours: they stay on this machine.
RECORDED_QUERIES = CACHE / "recorded-queries.json"

# Compounds are judged on what the built-in lists know; one article teaches nothing about them.
ONE_ARTICLE = ROOT / "corpus" / "000_aa740f08f09625b0.txt"
SYSTEM_DICTIONARIES = [Path("/usr/share/hunspell/nl_BE.dic"), Path("/usr/share/hunspell/nl_NL.dic")]

# The best ordinary Dutch set-up of another engine on the same data, what is to be reached, the aim.
SEARCH_GOALS = {
    "ndcg@10": (0.607, 0.665, 0.71),
    "success@1": (0.451, 0.50, 0.55),
    "recall@100": (0.937, 0.955, 0.975),
    "mrr@10": (None, None, None),
    "recall@10": (0.766, None, None),
}
INFLECTION_GOALS = {"f1": (0.62, 0.78, 0.86), "precision": (0.95, 0.93, None)}
COMPOUND_GOALS = {
    "none": {"f1": (None, 0.50, 0.70)},
    "hunspell-nl": {"f1": (0.62, 0.72, 0.85)},
}
SHOWN_QUERIES = 20


class DidNotRun(Exception):
    """Something could not be run or read; the message says what."""


@contextlib.contextmanager
def phase(name, count=None):
    """Prints how long a phase took, and how long each of `count` took."""
    began = time.perf_counter()
    yield
    took = time.perf_counter() - began
    each = f", {1000 * took / count:.2f} ms each of {count}, start included" if count else ""
    print(f"  {name:<34} {took:6.1f} s{each}")


class Program:
    """bundelaar with a corpus of its own, in a folder that goes away."""

    def __init__(self, path, folder, dictionary):
        self.path = path
        self.folder = folder
        (folder / "corpus").mkdir(parents=True)
        self.flags = ["--corpus", folder / "corpus", "--index", folder / "index", "--data", folder / "data"]
        if dictionary == "none":
            self.flags += ["--dictionary", "none"]

    def run(self, *arguments, stdin=None):
        """Runs one command and returns its standard output; every exit code but 0 is a failure."""
        call = [str(part) for part in (self.path, *arguments, *self.flags)]
        # Settings of the person who calls must not reach what is measured.
        clean = {key: value for key, value in os.environ.items() if not key.startswith("BUNDELAAR_")}
        try:
            done = subprocess.run(call, input=stdin, capture_output=True, encoding="utf-8", env=clean)
        except OSError as error:
            raise DidNotRun(f"{self.path}: {error.strerror}; build it first") from error
        if done.returncode != 0:
            end = "\n".join(done.stderr.splitlines()[-10:])
            raise DidNotRun(f"{' '.join(call)}\nended with {done.returncode}:\n{end}")
        return done.stdout


def convert(source, target):
    """Writes the judged pages as articles in bundelaar's own JSON form."""
    with open(source, encoding="utf-8") as pages, open(target, "w", encoding="utf-8") as articles:
        for line in pages:
            page = json.loads(line)
            article = {"id": page["id"], "titel": page["title"], "tekst": page["body"], "bron": None}
            articles.write(json.dumps(article, ensure_ascii=False) + "\n")


def evaluate_search(program):
    """Returns the mean scores and the nDCG@10 of every query."""
    scorer = importlib.import_module("score")
    data = DATA / "libreoffice-help-nl"
    convert(data / "corpus.jsonl", program.folder / "corpus" / "pages.jsonl")
    with phase("index"):
        program.run("index")
    queries = data / "queries.dev.tsv"
    count = len(queries.read_text(encoding="utf-8").splitlines())
    with phase("search", count):
        run = program.run("search", "--queries", queries, "--per-pagina", "100", "--trec")
    run_file = program.folder / "run.trec"
    run_file.write_text(run, encoding="utf-8")
    means, per_query = scorer.score(scorer.read_qrels(data / "qrels.dev.tsv"), scorer.read_run(run_file))
    return means, {qid: scores["ndcg@10"] for qid, scores in per_query.items()}


def evaluate_words(program, kind):
    """Returns precision, recall and F1 of the analysis on one of the word lists."""
    gold = DATA / "dutch" / f"{kind}.dev.tsv"
    words = [line.split("\t")[0] for line in gold.read_text(encoding="utf-8").splitlines()]
    with phase(kind, len(words)):
        rows = program.run("analyse", "--tsv", stdin="\n".join(words) + "\n")
    scorer = [sys.executable, DATA / "score_dutch.py", kind, gold]
    said = subprocess.run(scorer, input=rows, capture_output=True, encoding="utf-8").stdout
    found = re.search(r"precision ([\d.]+) recall ([\d.]+) f1 ([\d.]+)", said)
    if not found or "missing" in said:
        raise DidNotRun(f"scoring {kind}: {said.strip() or 'the scorer said nothing'}")
    return dict(zip(("precision", "recall", "f1"), map(float, found.groups())))


def evaluate(path, dictionary, folder):
    """Runs all evaluations with one dictionary; returns scores by name and nDCG@10 by query."""
    print(f"\nDictionary: {dictionary}")
    means, per_query = evaluate_search(Program(path, folder / "search", dictionary))
    words = Program(path, folder / "words", dictionary)
    shutil.copy(ONE_ARTICLE, words.folder / "corpus")
    words.run("index")
    scores = {f"search {name}": means[name] for name in SEARCH_GOALS}
    for kind in ("inflection", "compounds"):
        for name, value in evaluate_words(words, kind).items():
            scores[f"{kind} {name}"] = value
    return scores, per_query


def goals(dictionary, name):
    kind, measure = name.split()
    table = {"search": SEARCH_GOALS, "inflection": INFLECTION_GOALS, "compounds": COMPOUND_GOALS[dictionary]}
    return table[kind].get(measure, (None, None, None))


def print_table(dictionary, scores, recorded):
    columns = ("now", "recorded", "change", "peer", "to reach", "aim")
    print(f"\n{'Dictionary: ' + dictionary:<24}" + "".join(f"{column:>10}" for column in columns))
    for name, now in scores.items():
        before = recorded.get(name)
        peer, reach, aim = goals(dictionary, name)
        change = "" if before is None else f"{now - before:+.4f}"
        cells = [f"{now:.4f}", shown(before, 4), change, shown(peer), shown(reach), shown(aim)]
        verdict = "" if reach is None else "  reached" if now >= reach else f"  {reach - now:.3f} short"
        print(f"{name:<24}" + "".join(f"{cell:>10}" for cell in cells) + verdict)


def shown(value, digits=3):
    return "" if value is None else f"{value:.{digits}f}"


def print_queries(dictionary, now):
    """Says which queries got better and worse since the last recorded run on this machine."""
    try:
        before = json.loads(RECORDED_QUERIES.read_text(encoding="utf-8"))[dictionary]
    except (OSError, KeyError, ValueError):
        print(f"\nNo recorded run on this machine to compare single queries with ({dictionary}).")
        return
    lines = (DATA / "libreoffice-help-nl" / "queries.dev.tsv").read_text(encoding="utf-8").splitlines()
    text = dict(line.split("\t", 1) for line in lines)
    changes = sorted((now[qid] - before[qid], qid) for qid in now if now[qid] != before.get(qid, now[qid]))
    worse = [change for change in changes if change[0] < 0]
    better = [change for change in reversed(changes) if change[0] > 0]
    print(f"\nSince the recorded run ({dictionary}): {len(better)} queries better, {len(worse)} worse, "
          f"{len(now) - len(changes)} the same.")
    for title, group in (("Better", better), ("Worse", worse)):
        if group:
            print(f"{title} by nDCG@10, the first {min(SHOWN_QUERIES, len(group))}:")
        for change, qid in group[:SHOWN_QUERIES]:
            print(f"  {change:+.3f}  {qid}  {text.get(qid, '')}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="bundelaar", help="the program to evaluate")
    parser.add_argument("--record", action="store_true", help="keep these scores as the recorded ones")
    options = parser.parse_args()
    if not (DATA / "score.py").exists():
        print(f"Skipped: there is no judged data in {DATA}. Set EVAL_DATA to its folder.")
        return
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(DATA))
    installed = any(path.exists() for path in SYSTEM_DICTIONARIES)
    dictionaries = ["none", "hunspell-nl"] if installed else ["none"]
    if not installed:
        print("Skipped: everything with a dictionary, since hunspell-nl is not installed.")
    recorded = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    CACHE.mkdir(parents=True, exist_ok=True)
    scores, queries = {}, {}
    for dictionary in dictionaries:
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            scores[dictionary], queries[dictionary] = evaluate(options.program, dictionary, Path(folder))
    for dictionary in dictionaries:
        print_table(dictionary, scores[dictionary], recorded.get(dictionary, {}))
    # One list is enough to read: the one of a server with the dictionary, where there is one.
    print_queries(dictionaries[-1], queries[dictionaries[-1]])
    if options.record:
        rounded = {d: {name: round(value, 4) for name, value in scores[d].items()} for d in dictionaries}
        RECORDED.write_text(json.dumps(recorded | rounded, indent=2) + "\n", encoding="utf-8")
        RECORDED_QUERIES.write_text(json.dumps(queries), encoding="utf-8")
        print(f"\nRecorded in {RECORDED.relative_to(ROOT)}.")


if __name__ == "__main__":
    try:
        main()
    except DidNotRun as error:
        sys.exit(f"evaluate: {error}")
