"""Calibration of the structure verdict: `python -m benchmarks.evidence [--repeats 100] [--minutes 60]`.

Writes docs/evidence.md between its markers. Every table has a seed of its own, so a cell does not depend on
which others were run; stopped by `--minutes`, the report says how many tables each cell rests on.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.evidence_tables import WITH, WITHOUT
from benchmarks.report import machine
from portal.engine.evidence.sample import sample
from portal.engine.evidence.silhouette_null import silhouette_test
from portal.engine.evidence.verdict import LEVEL, SAMPLE_ROWS, dip_tests
from portal.engine.preparation import Preparation

SIZES = (300, 1_000)
WIDTHS = (2, 6, 12)
DOCUMENT = Path(__file__).parents[1] / "docs" / "evidence.md"
BEGIN, END = "<!-- calibration: written by benchmarks/evidence.py -->", "<!-- end of calibration -->"

UNDECIDED = 5
"""Draws as good as the table from which the test cannot speak at its level any more: the rest is spared."""

Cell = tuple[str, int, int]
Outcome = tuple[bool, bool]


def judge(name: str, n: int, d: int, repeat: int) -> Outcome:
    """Whether the silhouette test and the dip test speak, on one table."""
    make = (WITHOUT | WITH)[name]
    place = list(WITHOUT | WITH).index(name)
    rows = make(n, d, np.random.default_rng([place, n, d, repeat]))
    frame = pd.DataFrame(rows, columns=[f"v{j}" for j in range(d)])
    preparation = Preparation(tuple(frame.columns))
    dip = any(test.p <= LEVEL / 2 for test in dip_tests(frame, preparation, repeat))
    drawn = sample(frame, preparation, SAMPLE_ROWS, np.random.default_rng([repeat, 10]))
    return silhouette_test(drawn, repeat, enough=UNDECIDED).p <= LEVEL / 2, dip


def calibrate(
    names: list[str], repeats: int, deadline: float, sizes: tuple[int, ...] = SIZES, widths: tuple[int, ...] = WIDTHS
) -> dict[Cell, list[Outcome]]:
    """Outcomes per table kind, rows and columns; round by round until `repeats` or the deadline."""
    found: dict[Cell, list[Outcome]] = defaultdict(list)
    for repeat in range(repeats):
        for name in names:
            for n in sizes:
                for d in widths:
                    if time.monotonic() > deadline:
                        return found
                    found[name, n, d].append(judge(name, n, d, repeat))
    return found


def table(found: dict[Cell, list[Outcome]], title: str, names: list[str]) -> list[str]:
    """Markdown rows: joint rate, and in brackets what each test alone does at its half of the level."""
    lines = [
        f"| {title} | " + " | ".join(f"n = {n:,}, d = {d}" for n in SIZES for d in WIDTHS) + " | tables |",
        "|---|" + "---|" * (len(SIZES) * len(WIDTHS) + 1),
    ]
    for name in names:
        cells, counts = [], []
        for n in SIZES:
            for d in WIDTHS:
                outcomes = found.get((name, n, d), [])
                counts.append(len(outcomes))
                if not outcomes:
                    cells.append("–")
                    continue
                silhouette, dip = np.array(outcomes).mean(axis=0)
                joint = np.mean([a or b for a, b in outcomes])
                cells.append(f"**{joint:.0%}** ({silhouette:.0%}, {dip:.0%})")
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {min(counts)} |")
    pooled = [a or b for name in names for (who, _, _), each in found.items() if who == name for a, b in each]
    if pooled:
        rate = float(np.mean(pooled))
        error = float(np.sqrt(rate * (1 - rate) / len(pooled)))
        lines += ["", f"All cells together: {rate:.1%} ± {error:.1%} of {len(pooled):,} tables."]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--power-repeats", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=120.0)
    asked = parser.parse_args()
    begin = time.monotonic()
    half = asked.minutes * 30
    alarms = calibrate(list(WITHOUT), asked.repeats, begin + half)
    power = calibrate(list(WITH), asked.power_repeats, time.monotonic() + half)
    lines = [
        BEGIN,
        "",
        f"Written by `make evidence` on {date.today():%d %B %Y}. {machine()}",
        "",
        *table(alarms, "No segments: how often the verdict says “clustered”", list(WITHOUT)),
        "",
        *table(power, "Segments: how often the verdict says “clustered”", list(WITH)),
        "",
        END,
    ]
    text = DOCUMENT.read_text("utf-8")
    before, rest = text.split(BEGIN, 1)
    DOCUMENT.write_text(before + "\n".join(lines) + rest.split(END, 1)[1], "utf-8")


if __name__ == "__main__":
    main()
