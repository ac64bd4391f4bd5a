"""Money by month."""

from __future__ import annotations

import pytest

from portal.figures.months import month_bars, month_caption
from portal.figures.theme import Theme
from tests.figures.checks import checked, notes

MONTHS, MONEY = ("2010-12", "2011-01", "2011-02"), (572_713.89, 0.0, 1_161_817.38)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_bar_a_month_with_the_best_one_labelled(theme: Theme) -> None:
    fig = checked(month_bars(MONTHS, MONEY, unit="£", theme=theme), theme)
    assert list(fig.data[0].x) == list(MONTHS)
    assert list(fig.data[0].text) == ["", "", "£1.2\u00a0M"]
    assert list(fig.layout.xaxis.ticktext) == ["Dec 2010", "Jan 2011", "Feb 2011"]


def test_many_months_have_few_ticks() -> None:
    months = [f"{2000 + i // 12}-{i % 12 + 1:02d}" for i in range(60)]
    assert len(month_bars(months, [1.0] * 60).layout.xaxis.tickvals) <= 5


def test_the_title_is_the_best_month_and_a_part_of_a_month_is_said() -> None:
    caption = month_caption(MONTHS, MONEY, unit="EUR", last_day="2011-02-09")
    assert caption.title == "February 2011 was the best month, with 1.2\u00a0M EUR"
    assert caption.reading == "Money of the purchases of each month. February 2011 ends on day 9."
    assert "ends on" not in month_caption(MONTHS, MONEY, last_day="2011-02-28").reading


def test_what_lies_outside_the_months_is_said() -> None:
    reading = month_caption(MONTHS, MONEY, first_day="1900-01-01", last_day="9999-12-31").reading
    assert reading.endswith("What is dated after February 2011 is not shown. "
                            "What is dated before December 2010 is not shown.")  # fmt: skip
    assert "not shown" not in month_caption(MONTHS, MONEY, first_day="2010-12-01", last_day="2011-02-28").reading


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_events_are_counted_without_money(theme: Theme) -> None:
    fig = checked(month_bars(MONTHS, [3.0, 0.0, 1.0], counts=True, theme=theme), theme)
    assert list(fig.data[0].text) == ["3 events", "", ""]
    assert list(fig.data[0].customdata)[2] == "<b>February 2011</b><br>1 event"
    assert fig.layout.yaxis.dtick == 1
    caption = month_caption(MONTHS, [3.0, 0.0, 1.0], counts=True, last_day="2011-02-28")
    assert caption.title == "December 2010 was the busiest month, with 3 events"
    assert caption.reading == "Events of each month."
    assert month_caption([], [], counts=True).title == "Events by month"


def test_nothing_bought() -> None:
    assert notes(checked(month_bars([], []))) == ["No values to show"]
    assert month_caption([], []).title == "Money by month"
