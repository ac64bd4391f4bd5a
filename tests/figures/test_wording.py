from __future__ import annotations

import math

import pytest

from portal.figures import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3000, "3,000"), (57.0, "57"), (6.34, "6.3"), (0.0623, "0.062"), (0.5, "0.5"), (-1234.5, "−1,234"),
        (0, "0"), (-0.0, "0"), (math.nan, "–"), (math.inf, "–"), (1e-9, "1.0e−09"), (1e18, "1.00e+18"),
    ],
)  # fmt: skip
def test_numbers_have_the_decimals_they_deserve(value: float, text: str) -> None:
    assert wording.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.95, "95%"), (0.001, "<1%"), (0.999, ">99%"), (1, "100%"), (0, "0%"), (math.nan, "–")]
)
def test_shares(share: float, text: str) -> None:
    assert wording.percent(share) == text


@pytest.mark.parametrize(("value", "text"), [(1.24, "+1.2"), (-0.7, "−0.7"), (0.04, "0.0"), (-0.04, "0.0")])
def test_differences_carry_a_true_sign(value: float, text: str) -> None:
    assert wording.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.62, ".62"), (-0.62, "−.62"), (1, "1.00"), (0.001, "0"), (math.nan, "–")]
)
def test_coefficients_are_short(value: float, text: str) -> None:
    assert wording.coefficient(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(86_400, "86\u00a0k"), (1_250_000, "1.2\u00a0M"), (194.4, "194"), (6.34, "6.3")]
)
def test_compact(value: float, text: str) -> None:
    assert wording.compact(value) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("102 k on average, 1.1 σ above everyone", "102\u00a0k on average, 1.1\u00a0σ above everyone"),
        ("1.2 bn, −3 M. 5 kilos, 4 Ms", "1.2\u00a0bn, −3\u00a0M. 5 kilos, 4 Ms"),
        ("no number", "no number"),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text: str, shown: str) -> None:
    assert wording.tied(text) == shown
    assert wording.text_width(shown) == wording.text_width(text)


@pytest.mark.parametrize(("count", "text"), [(200, "200 MB"), (1_500, "1,500 MB"), (2_048, "2 GB")])
def test_sizes_of_files(count: int, text: str) -> None:
    assert wording.megabytes(count) == text


def test_names() -> None:
    assert wording.humanised("spending_score") == "Spending score"
    assert wording.humanised("NPS score") == "NPS score"
    assert wording.humanised("MonthlyCharges") == "Monthly charges"
    assert wording.humanised("Detergents_Paper") == "Detergents paper"
    assert wording.humanised("iPhone") == "iPhone"
    assert wording.humanised("annual_income (log)") == "Annual income (log)"
    assert wording.humanised("Weight (kg)") == "Weight (kg)"
    assert wording.humanised("  ") == "Unnamed"
    assert wording.lowered("Income") == "income"
    assert wording.lowered("NPS") == "NPS"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.counted(1, "group") == "one group"
    assert wording.counted(13, "group") == "13 groups"
    assert wording.elided("a b\nc", 4) == "a b…"


def test_no_character_of_a_name_takes_effect() -> None:
    assert wording.literal("<b>x</b> & %{y}") == "&lt;b&gt;x&lt;/b&gt; &amp; %&#123;y}"
