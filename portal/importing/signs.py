"""Amounts of one column under several signs: each is a number, together they are none."""

from __future__ import annotations

import re
from typing import Final

from portal.importing.cells import CURRENCIES, NO_CENTS

# Known signs only: codes such as SKU123 and ABC9 are no amounts.
_SIGN: Final = "|".join(map(re.escape, (*CURRENCIES, "%")))
_AMOUNT: Final = re.compile(
    rf"[-−(]?\s*(?P<before>{_SIGN})?\s*[-−(]?\s*\d[\d.,'\u00a0 ]*(?:{NO_CENTS})?\s*(?P<after>{_SIGN})?\s*\)?"
)


def signs(cells: dict[str, int]) -> dict[str, int]:
    """How many of `cells` (text → count) are amounts under each sign; "" for none."""
    found: dict[str, int] = {}
    for cell, n in cells.items():
        if match := _AMOUNT.fullmatch(cell.strip()):
            sign = match["before"] or match["after"] or ""
            found[sign] = found.get(sign, 0) + n
    return found
