"""A team's own rules go over the packaged ones: for every table, or for tables of one kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.engine.own_rules import book_for, read_own_rules
from portal.engine.rules import packaged_rules
from portal.errors import ParameterError, SettingsError
from portal.services.workspace import opened
from tests.conftest import made_settings

TEXTS = "title: Mine, offer: o, channel: c, measure: m"
RULE = f"{{name: NAME, when: [{{concept: income, above: 0.4}}], {TEXTS}}}"
PRESET = f"presets: [{{name: telecom, columns: [Contract], rules: [{RULE}], unassigned: {{{TEXTS}}}}}]"


def rule(name: str) -> str:
    return RULE.replace("NAME", name)


def test_a_rule_of_a_known_name_takes_its_place_and_a_new_one_comes_first() -> None:
    book = book_for(read_own_rules(f"rules: [{rule('high-income')}, {rule('new')}]"), ["age"])
    packaged = packaged_rules()
    assert [one.name for one in book.rules] == ["new", *(one.name for one in packaged.rules)]
    assert next(one for one in book.rules if one.name == "high-income").advice.title == "Mine"
    assert book.fallback == packaged.fallback


def test_a_preset_holds_for_tables_with_its_columns() -> None:
    layers = read_own_rules(PRESET.replace("NAME", "new"))
    assert book_for(layers, ["age"]) == packaged_rules()
    book = book_for(layers, ["age", "Contract"])
    assert book.rules[0].name == "new"
    assert book.unassigned.title == "Mine"
    assert book_for(layers, ["age"], "telecom") == book
    assert book_for(layers, ["age", "Contract"], "retail") == packaged_rules()


def test_an_empty_file_changes_nothing() -> None:
    assert book_for(read_own_rules(""), []) == packaged_rules()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: 4", "not a list"),
        ("rules: [1]", "Rule 1 is no table of keys"),
        ("hello", "The rule file is no table of keys"),
        ("strategies: []", "unknown key “strategies”"),
        ("rules: [", "not valid YAML near line 1"),
        ("presets: [{name: telecom, columns: 3}]", "Preset “telecom” has no list under “columns”"),
        ("presets: [{columns: [a]}]", "no “name”"),
        ("presets: 3", "“presets” in the rule file is not a list"),
        ("fallback: {title: x}", "no “offer”"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        read_own_rules(text)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "can not be read"), (b"\xff\xfe\x00", "UTF-8"), (b"a: [", "YAML")]
)
def test_a_file_that_can_not_be_used_stops_the_start(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "own.yaml"
    if content is not None:
        path.write_bytes(content)
    ws = opened(made_settings(tmp_path / "var", STRATEGY_RULES=str(path)))
    with pytest.raises(SettingsError, match=words):
        _ = ws.own_rules
    ws.close()
