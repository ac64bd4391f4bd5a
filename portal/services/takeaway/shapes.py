"""Heads of an audience's columns, and how its times are written, in the shape that another system reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from portal.engine.columns import Column
from portal.engine.lexicon import human
from portal.errors import ParameterError
from portal.services.takeaway.audience import Audience, Field


class Shape(StrEnum):
    """Who reads the file."""

    PLAIN = "plain"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"


TITLES: Final = {Shape.PLAIN: "Spreadsheet or database", Shape.HUBSPOT: "HubSpot", Shape.SALESFORCE: "Salesforce"}

ADVICE: Final = {
    Shape.PLAIN: "Heads as the table has them; times in UTC.",
    Shape.HUBSPOT: "Heads are property labels, dates are YYYY-MM-DD. Contacts are matched by Email, so a column of "
    "addresses comes along under that head.",
    Shape.SALESFORCE: "Heads are API names of custom fields (…__c), times as Data Loader reads them. Upsert by the "
    "external id.",
}
"""One sentence each, for whoever chooses."""

_HUBSPOT: Final = {
    Field.CUSTOMER: "Customer ID", Field.SEGMENT_ID: "Segment ID", Field.SEGMENT_NAME: "Segment",
    Field.SEGMENTATION: "Segmentation", Field.VERSION: "Segmentation Version", Field.SCORED_AT: "Segment Scored At",
}  # fmt: skip
_SALESFORCE: Final = {
    Field.CUSTOMER: "Customer_ID__c", Field.SEGMENT_ID: "Segment_ID__c", Field.SEGMENT_NAME: "Segment__c",
    Field.SEGMENTATION: "Segmentation__c", Field.VERSION: "Segmentation_Version__c",
    Field.SCORED_AT: "Segment_Scored_At__c",
}  # fmt: skip
_EMAIL: Final = re.compile(r"e-?mail", re.IGNORECASE)
_API_NAME: Final = 40
"""Characters of a custom field's name in Salesforce, without its ending."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a shape is written: heads in order, how times read, whether a mark at the front says that it is UTF-8."""

    heads: tuple[str, ...]
    time: str
    mark: bool

    def time_of(self, moment: datetime) -> str:
        """A time as this shape has it."""
        return moment.strftime(self.time)


def shape_of(text: str) -> Shape:
    """The shape of this name; ParameterError lists what there is."""
    try:
        return Shape(text)
    except ValueError:
        raise ParameterError(f"There is no preset “{text}”. Choose one of: {', '.join(Shape)}.") from None


def spelling(audience: Audience, shape: Shape) -> Spelling:
    """How an audience is written in a shape; no head comes twice."""
    heads: list[str] = []
    for field in audience.fields:
        heads.append(_free(_head(audience, field, shape), heads))
    if shape is Shape.HUBSPOT:
        return Spelling(tuple(heads), "%Y-%m-%d", mark=False)
    if shape is Shape.SALESFORCE:
        return Spelling(tuple(heads), "%Y-%m-%dT%H:%M:%S.000Z", mark=False)
    # Spreadsheets take a file without the mark for the machine's old encoding.
    return Spelling(tuple(heads), "%Y-%m-%dT%H:%M:%SZ", mark=True)


def needed_columns(columns: Sequence[Column], shape: Shape) -> tuple[str, ...]:
    """Columns of the table that a shape wants in any case: the addresses by which HubSpot knows a contact."""
    if shape is not Shape.HUBSPOT:
        return ()
    return tuple(column.name for column in columns if _EMAIL.search(column.name))[:1]


def _head(audience: Audience, field: Field | str, shape: Shape) -> str:
    if shape is Shape.PLAIN:
        if field is Field.CUSTOMER:
            return audience.subject.dataset.id_column or "row"
        return str(audience.measure) if field is Field.MEMBERSHIP else str(field)
    ours = isinstance(field, Field)
    if shape is Shape.HUBSPOT:
        if field is Field.MEMBERSHIP:
            return f"Segment {audience.measure.capitalize()}"
        if ours:
            return _HUBSPOT[Field(field)]
        label = human(field)
        return "Email" if _EMAIL.search(field) else label[:1].upper() + label[1:]
    if field is Field.MEMBERSHIP:
        return f"Segment_{audience.measure.capitalize()}__c"
    return _SALESFORCE[Field(field)] if ours else api_name(field)


def api_name(name: str) -> str:
    """A column's name as a custom field of Salesforce: letters, digits and single underscores, then ``__c``."""
    if _EMAIL.fullmatch(name):
        return "Email"
    words = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
    if not words or not words[0].isalpha():
        words = f"X{words}"
    return f"{words[:_API_NAME].rstrip('_')}__c"


def _free(head: str, taken: Sequence[str]) -> str:
    known = {other.casefold() for other in taken}
    if head.casefold() not in known:
        return head
    stem, ending = (head.removesuffix("__c"), "__c") if head.endswith("__c") else (head, "")
    return next(free for n in range(2, len(taken) + 3) if (free := f"{stem}_{n}{ending}").casefold() not in known)
