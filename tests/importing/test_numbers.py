"""Short cuts of choosing a notation: what they say is what trying every notation on every cell says."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from portal.importing import numbers
from portal.importing.cells import CURRENCIES, NOTATIONS

FORMS = (
    "1",
    "-1",
    "+12",
    "1.5",
    "1,5",
    "1.234",
    "1,234",
    "1'234.5",
    "1 234,5",
    "1e5",
    "-3E-2",
    "(12.5)",
    "45.-",
    "12-",
)


def plain_columns() -> list[list[str]]:
    rng = np.random.default_rng(0)
    digits = [
        [f"{value:.{places}f}" for value in rng.normal(0, 10.0**size, 40)] for places in (0, 1, 2, 3) for size in (1, 3)
    ]
    return [*digits, ["1", "2.500"], ["1.234", "12.345"], ["1.234", "5.1"], ["+7", "-8"], ["007", "12"], ["2.125"]]


@pytest.mark.parametrize("prefer", [".", ","])
@pytest.mark.parametrize("cells", plain_columns(), ids=lambda cells: cells[0])
def test_plain_columns_are_what_the_best_notation_gives(cells, prefer):
    quick = numbers.plain_numbers(cells, prefer)
    best = numbers.numbers_in_best_notation(dict.fromkeys(cells, 1), prefer)
    assert quick is None or quick == best
    if all("." in cell and len(cell.split(".")[1]) != 3 for cell in cells):
        assert quick is not None, "most columns of decimals take the short way"


@pytest.mark.parametrize("cells", [["1", "x"], ["1.5", "1,5"], ["1.5", "2 €"], ["1.5", "3%"], ["1", "１"], [".5"]])
def test_other_columns_go_the_long_way(cells):
    assert numbers.plain_numbers(cells) is None


@pytest.mark.parametrize("sign", ["", "%", *CURRENCIES])
def test_no_cell_that_a_notation_reads_is_taken_for_a_word(sign):
    written = [
        w for form in FORMS for w in (form + sign, f"{form} {sign}", sign + form, f"{sign} {form}", f"-{sign}{form}")
    ]
    read = 0
    for notation in NOTATIONS:
        pattern = re.compile(replace(notation, currency=sign.strip("%"), percent=sign == "%").pattern())
        for cell in filter(pattern.match, written):
            assert numbers.numbers_in_best_notation({cell: 1}) is not None, cell
            read += 1
    assert read > 20


@pytest.mark.parametrize("word", ["C536379", "north", "e", "12 apples", "x1", "€uro", "1st", "kr.ona"])
def test_words_are_no_numbers(word):
    assert numbers.plan_numbers({word: 3}) is None
