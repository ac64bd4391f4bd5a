"""A press is told from a button that has only come."""

from __future__ import annotations

from contextvars import copy_context
from typing import Any

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict

from portal.ui.pressing import pressed

BUTTON = '{"act":"delete","dataset":"d1"}.n_clicks'


def heard(*triggered: dict[str, Any]) -> dict[str, Any] | None:
    def run() -> dict[str, Any] | None:
        context_value.set(AttributeDict(triggered_inputs=list(triggered)))
        return pressed()

    return copy_context().run(run)


def test_a_press_gives_the_buttons_id() -> None:
    assert heard({"prop_id": BUTTON, "value": 1}) == {"act": "delete", "dataset": "d1"}


CAME = {"prop_id": BUTTON, "value": None}
UNTOUCHED = {"prop_id": BUTTON, "value": 0}
CANCEL = {"prop_id": "cancel.n_clicks", "value": 1}


@pytest.mark.parametrize("triggered", [(), (CAME,), (UNTOUCHED,), (CANCEL,)])
def test_what_has_only_come_or_gone_or_is_another_control_is_no_press(triggered: tuple[dict[str, Any], ...]) -> None:
    assert heard(*triggered) is None
