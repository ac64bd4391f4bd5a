"""A preset as it is read from its YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from portal.engine.columns import Role
from portal.errors import NotFoundError, ParameterError


@dataclass(frozen=True, slots=True)
class Wording:
    """What the people of a table are called."""

    one: str = "customer"
    many: str = "customers"


@dataclass(frozen=True, slots=True)
class PresetColumn:
    """A column that a preset knows.

    Attributes
    ----------
    name : in the sample
    words : sets of words; a column whose name has all words of one set is this column
    role, unit, meaning : which part it should play, and what it says
    low, high, decimals : range and precision of a number in the sample
    levels : categories in the sample
    """

    name: str
    words: tuple[frozenset[str], ...]
    role: Role
    unit: str = ""
    meaning: str = ""
    low: float = 0.0
    high: float = 1.0
    decimals: int = 0
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlantedSegment:
    """A segment of the sample: its share, centre and spread of each number, shares of each level."""

    name: str
    share: float
    numbers: Mapping[str, tuple[float, float]]
    levels: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of table.

    Attributes
    ----------
    slug, title, about : name in addresses, name for people, one sentence
    wording : what its people are called
    columns : columns it knows
    segments : planted in the sample of `rows` rows, drawn with `seed`; whom they leave are strays
    """

    slug: str
    title: str
    about: str
    wording: Wording
    columns: tuple[PresetColumn, ...]
    segments: tuple[PlantedSegment, ...]
    rows: int
    seed: int

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the suggested segmentation variables, as the sample has them."""
        return tuple(column.name for column in self.columns if column.role is Role.VARIABLE)


@cache
def packaged_presets() -> tuple[Preset, ...]:
    """The presets that come with the portal: one for each YAML file beside this one, in the order of their names."""
    folder = files("portal.engine.presets")
    found = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    return tuple(read_preset(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in found)


def preset(slug: str) -> Preset:
    """The preset; NotFoundError names it and what there is."""
    for one in packaged_presets():
        if one.slug == slug:
            return one
    known = ", ".join(one.slug for one in packaged_presets())
    raise NotFoundError(f"There is no preset “{slug}”. Choose one of: {known}.")


def read_preset(text: str, name: str = "preset") -> Preset:
    """A preset from YAML.

    Raises
    ------
    ParameterError
        one sentence that names the file, the place and what is wrong
    """
    try:
        values = yaml.safe_load(text)
        columns = tuple(_column(values_) for values_ in values["columns"])
        known = {column.name: column for column in columns}
        segments = tuple(_segment(values_, known) for values_ in values["segments"])
        if sum(segment.share for segment in segments) > 1 + 1e-9:
            raise ValueError("the shares of the segments exceed 1")
        return Preset(
            slug=str(values["slug"]), title=str(values["title"]), about=str(values["about"]),
            wording=Wording(str(values["wording"]["one"]), str(values["wording"]["many"])),
            columns=columns, segments=segments, rows=int(values["rows"]), seed=int(values["seed"]),
        )  # fmt: skip
    except yaml.YAMLError as error:
        raise ParameterError(f"The preset {name} is no YAML: {' '.join(str(error).split())}.") from None
    except KeyError as error:
        raise ParameterError(f"The preset {name} lacks {error}.") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise ParameterError(f"The preset {name} cannot be read: {error}.") from None


def _column(values: Mapping[str, Any]) -> PresetColumn:
    low, high = (float(edge) for edge in values.get("range", (0, 1)))
    name = str(values["name"])
    said = values.get("words") or [name.replace("_", " ")]
    return PresetColumn(
        name, tuple(frozenset(str(words).lower().split()) for words in said), Role(values["role"]),
        str(values.get("unit", "")), str(values.get("meaning", "")), low, high, int(values.get("decimals", 0)),
        tuple(str(level) for level in values.get("levels", ())),
    )  # fmt: skip


def _segment(values: Mapping[str, Any], known: Mapping[str, PresetColumn]) -> PlantedSegment:
    name = str(values["name"])
    numbers = {one: (float(pair[0]), float(pair[1])) for one, pair in values["numbers"].items()}
    levels = {one: tuple(float(share) for share in shares) for one, shares in (values.get("levels") or {}).items()}
    for one in (*numbers, *levels):
        if one not in known:
            raise ValueError(f"segment “{name}” speaks of “{one}”, which is no column")
    for one, shares in levels.items():
        if len(shares) != len(known[one].levels) or abs(sum(shares) - 1) > 1e-6:
            raise ValueError(f"the shares of “{one}” in segment “{name}” are not one for each level, 1 in all")
    lacking = [column.name for column in known.values() if column.role is Role.VARIABLE and column.name not in numbers]
    if lacking:
        raise ValueError(f"segment “{name}” says nothing of “{lacking[0]}”")
    return PlantedSegment(name, float(values["share"]), numbers, levels)
