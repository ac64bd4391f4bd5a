"""Fields: one of many, one of a few, many of many, words. All native controls with real labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import html

from portal.ui.icons import icon
from portal.ui.ids import dom_id

FieldId = str | dict[str, Any]

NOTHING = " "
"""Value of an option that chooses nothing: browsers show no words for an empty one, and no column is called so."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its value, its name, a word at the right (“category”)."""

    value: str
    name: str = ""
    note: str = ""
    disabled: bool = False

    @property
    def words(self) -> str:
        """The name, or the value itself."""
        return self.name or self.value


Choices = Sequence[Option | str]


def options_of(choices: Choices) -> list[Option]:
    """Strings as options of the same name."""
    return [choice if isinstance(choice, Option) else Option(choice) for choice in choices]


def select(
    field_id: FieldId,
    label: str,
    choices: Choices,
    value: str | None,
    *,
    help: str = "",
    hide_label: bool = False,
    placeholder: str = "",
) -> html.Div:
    """One of many, as a native select. Callbacks use `value`; new `options` come from `select_options`.

    While nothing is chosen the `placeholder` stands there; an option of its own with the value "" would be hidden
    behind an empty one.
    """
    return html.Div(
        [
            html.Label(label, htmlFor=dom_id(field_id), className="vh" if hide_label else "field-label"),
            dbc.Select(id=field_id, options=select_options(choices), value=value, placeholder=placeholder),
            html.P(help, className="help") if help else None,
        ],
        className="field",
    )


def select_options(choices: Choices) -> list[dict[str, Any]]:
    """Options of a `select`."""
    return [
        {"value": o.value, "label": f"{o.words} ({o.note})" if o.note else o.words, "disabled": o.disabled}
        for o in options_of(choices)
    ]


def segmented(
    field_id: FieldId,
    label: str,
    choices: Choices,
    value: str,
    *,
    help: str = "",
    help_id: FieldId | None = None,
    hide_label: bool = False,
    fill: bool = False,
) -> html.Fieldset:
    """One of a few, side by side; radio buttons, so arrow keys move. Callbacks use `value`."""
    radio = dbc.RadioItems(
        id=field_id,
        options=[{"value": o.value, "label": o.words, "disabled": o.disabled} for o in options_of(choices)],
        value=value,
        className="segmented segmented-fill" if fill else "segmented",
    )
    return _fieldset(label, radio, help, help_id, hide_label)


def check_list(
    field_id: FieldId,
    label: str,
    choices: Choices,
    value: Sequence[str],
    *,
    aside: Any = None,
    aside_id: FieldId | None = None,
    help: str = "",
    help_id: FieldId | None = None,
    hide_label: bool = False,
) -> html.Fieldset:
    """Many of many, each with a word at the right; `aside` (“6 of 8”) stands beside the label."""
    ticks = _ticks(field_id, choices, value)
    beside = html.Span(aside, className="num", **_id(aside_id)) if aside is not None or aside_id else None
    return _fieldset([html.Span(label, className="field-name"), beside], ticks, help, help_id, hide_label)


def check_options(choices: Choices) -> list[dict[str, Any]]:
    """Options of a `check_list` or a `picker`."""
    return [
        {
            "value": o.value,
            "label": html.Span(
                [
                    html.Span(o.words, className="check-name", title=o.words),
                    html.Span(o.note, className="check-note") if o.note else None,
                ]
            ),
            "disabled": o.disabled,
        }
        for o in options_of(choices)
    ]


def picker(
    field_id: FieldId, label: str, choices: Choices, value: Sequence[str], *, none: str, help: str = ""
) -> html.Div:
    """Many of many, folded behind a summary such as `none` (“No skewed columns”) or “3 of 8” (picker.js keeps it)."""
    known = {o.value: o.words for o in options_of(choices)}
    chosen = [known[v] for v in value if v in known]
    return html.Div(
        [
            html.Div(label, className="field-label"),
            html.Details(
                [
                    html.Summary(
                        [html.Span(picker_summary(chosen, none), className="picker-said"), icon("chevron-down")],
                        className="select",
                        **{"aria-label": f"{label}: {picker_summary(chosen, none)}"},
                    ),
                    html.Fieldset(
                        [
                            html.Legend(label, className="vh"),
                            _ticks(field_id, choices, value),
                        ],
                        className="field picker-list",
                    ),
                ],
                className="picker",
                **{"data-none": none, "data-label": label},
            ),
            html.P(help, className="help") if help else None,
        ],
        className="field",
    )


def picker_summary(chosen: Sequence[str], none: str) -> str:
    """What the folded picker says."""
    if not chosen:
        return none
    return chosen[0] if len(chosen) == 1 else f"{len(chosen)} columns"


def text_field(
    field_id: FieldId,
    label: str,
    value: str = "",
    *,
    placeholder: str = "",
    help: str = "",
    kind: Literal["text", "date"] = "text",
) -> html.Div:
    """A line of words, or a day as the browser asks for one; `value` changes on Enter or on leaving it."""
    return html.Div(
        [
            html.Label(label, htmlFor=dom_id(field_id), className="field-label"),
            dbc.Input(id=field_id, value=value, placeholder=placeholder, debounce=True, type=kind),
            html.P(help, className="help") if help else None,
        ],
        className="field",
    )


def _ticks(field_id: FieldId, choices: Choices, value: Sequence[str]) -> dbc.Checklist:
    return dbc.Checklist(id=field_id, options=check_options(choices), value=list(value), className="checks")


def _fieldset(label: Any, control: Any, help: str, help_id: FieldId | None, hide_label: bool) -> html.Fieldset:
    said = html.P(help, className="help", **_id(help_id)) if help or help_id else None
    return html.Fieldset(
        [html.Legend(label, className="vh" if hide_label else "field-label"), control, said], className="field"
    )


def _id(component_id: Any) -> dict[str, Any]:
    return {} if component_id is None else {"id": component_id}
