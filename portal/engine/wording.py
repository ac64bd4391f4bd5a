"""Numbers as people read them."""

from __future__ import annotations

import math

MINUS = "−"


def number(value: float) -> str:
    """About three digits: ``86 k``, ``4,310``, ``171``, ``57``, ``6.3``, ``0.21``; a true minus."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    for step, letter in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if size >= step * (10 if step == 1e3 else 1) * 0.99995:
            scaled = size / step
            text = f"{scaled:,.0f}" if scaled >= 10 else f"{scaled:.1f}"
            return _signed(value, text + letter)
    if size >= 9.95 or size == 0:
        return _signed(value, f"{size:,.0f}")
    if size == round(size):
        return _signed(value, f"{size:.0f}")
    text = f"{size:.1f}" if size >= 0.995 else f"{size:.2g}"
    return _signed(value, text)


def exact(value: float) -> str:
    """Every digit of a chosen bound: ``88,000``, ``0.25``, ``−1.5``."""
    return f"{value:,.10g}".replace("-", MINUS)


def percent(share: float) -> str:
    """A share as whole percent; ``<1%`` and ``>99%`` where rounding would say none or all."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 < share < 1:
        return ">99%"
    return f"{100 * share:.0f}%"


def sigmas(value: float) -> str:
    """Size of a difference in standard deviations: ``1.2 σ``."""
    return f"{abs(value):.1f} σ"


def _signed(value: float, text: str) -> str:
    return MINUS + text if value < 0 and text.strip("0.,") else text
