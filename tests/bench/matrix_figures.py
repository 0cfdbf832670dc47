"""Figures of what flags bench --json wrote, as Markdown.

matrix_figures.py MATRIX                  the time that it took, and how much of that no run took; MATRIX as bench has left it
matrix_figures.py MATRIX --scan SCAN      the recommended number of requests at once, beside the best of SCAN (-m 1,2,3 ... all)
matrix_figures.py MATRIX --run REPORT     a replay (the first cell of MATRIX) beside the run that it was taken of
"""

import datetime
import json
import os
import re
import sys

WARMS_UP = 2  # s; longer runs have no run before those that count (src/compare/matrix_plan.cpp)


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def variants_of(row):
    return row["comparison"]["variants"]


def seconds_of_runs(variant):
    seconds = sum(run["wall_s"] for run in variant["runs"])
    has_warm_up = variant["median_s"] is not None and variant["median_s"] < WARMS_UP
    return seconds + (variant["median_s"] if has_warm_up else 0)


def print_time(path, matrix):
    began = min(row["comparison"]["started"] for row in matrix["conditions"])
    all_seconds = os.stat(path).st_mtime - datetime.datetime.fromisoformat(began.replace("Z", "+00:00")).timestamp()
    runs = sum(seconds_of_runs(variant) for row in matrix["conditions"] for variant in variants_of(row))
    print(f"{all_seconds:.0f} s in all (wanted: 600), of which {100 * (1 - runs / all_seconds):.1f} % passed between runs (wanted: 5)")
    print(f"left out: {'; '.join(matrix['left_out']) or 'nothing'}")


def medians_of(row):
    """By number at once; what finds its number out itself takes no part."""
    return {each["at_once"]["most"]: each["median_s"] for each in variants_of(row)
            if each["median_s"] is not None and "at_once" in each and not each["at_once"]["automatic"]}


def print_recommended(matrix, scan):
    scanned = {row["name"]: medians_of(row) for row in scan["conditions"]}
    print("| network | recommended | s | best of all | s | ratio (wanted: ≤ 1.05) |\n|---|--:|--:|--:|--:|--:|")
    for row in matrix["conditions"]:
        medians = scanned.get(row["name"], {})
        found = re.match(r"(?:all )?(\d+)", row["sentence"].removeprefix(row["name"] + ": "))
        if not medians or found is None or int(found[1]) not in medians:
            print(f"| {row['name']} | – | – | – | – | {row['sentence']} |")
            continue
        number = int(found[1])
        best = min(medians, key=medians.get)
        print(f"| {row['name']} | {number} | {medians[number]:.3f} | {best} | {medians[best]:.3f} "
              f"| {medians[number] / medians[best]:.3f} |")


def print_replay(matrix, report):
    row = matrix["conditions"][0]
    replayed = variants_of(row)[0]["median_s"]
    print(f"the run took {report['elapsed_s']:.3f} s, its replay {replayed:.3f} s: {replayed / report['elapsed_s']:.3f} × "
          "(wanted: 0.95 to 1.05)")
    print(row["comparison"]["assumed"])


def main(path, what="", other=None):
    matrix = read(path)
    if what == "--scan":
        print_recommended(matrix, read(other))
    elif what == "--run":
        print_replay(matrix, read(other))
    else:
        print_time(path, matrix)


main(*sys.argv[1:])
