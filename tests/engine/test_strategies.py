from pathlib import Path

import pytest

from portal.engine.effects import Trait
from portal.engine.rules import packaged_rules, read_rules
from portal.engine.strategies import suggest, suggestions
from portal.engine.traits import traits
from portal.errors import ParameterError
from tests.engine.data import real
from tests.engine.test_traits import described

TEXTS = "{title: t, offer: o, channel: c, measure: m}"
BOOK = f"rules: RULES\nfallback: {TEXTS}\nunassigned: {TEXTS}\n"


def number(concept: str, effect: float, feature: str | None = None) -> Trait:
    direction = "above" if effect > 0 else "below"
    return Trait(
        feature or concept, None, direction, 1, 0, effect, effect, None, True, concept, effect, "", "", "1 against 0"
    )


def category(name: str, lift: float) -> Trait:
    return Trait("c", name, "above", 0.4, 0.2, 0.5, None, lift, True, "", 0.5, name, name, "40% against 20%")


def test_the_packaged_rules_are_read_and_each_is_reachable() -> None:
    book = packaged_rules()
    for rule in book.rules:
        met = []
        for condition in rule.when:
            if condition.subject == "category":
                met.append(category("Books", condition.size + 0.1))
            else:
                size = 1.9 if condition.measure == "above" else -1.9
                met.append(number(condition.name if condition.subject == "concept" else "", size, "Milk"))
        assert suggest(met).rule == rule.name


def test_strategies_follow_from_traits() -> None:
    rich = (number("income", 1.1), number("spending", 1.3, "spending_score"))
    found = suggest(rich)
    assert found.title == "Premium range, early access"
    assert found.reason == "Suggested from income (1 against 0) and spending score (1 against 0)."
    assert found.because == rich
    assert suggest((number("tenure", -1.5), number("age", -0.7))).rule == "first-year-welcome"


def test_unknown_columns_and_categories_fill_the_text() -> None:
    assert suggest((number("", 1.0, "Fresh_Milk"),)).title == "Build on fresh milk"
    assert suggest((category("Electronics", 2.0),)).title == "Lead with Electronics"
    assert suggest((number("", -1.0, "{category}"),)).title == "Open the door to {category}"


def test_weak_or_unremarkable_traits_fall_back() -> None:
    assert suggest(()).rule == "fallback"
    assert suggest((number("income", 0.1),)).rule == "fallback"


def test_every_segment_of_real_tables_gets_a_strategy_with_its_reason() -> None:
    for file in ("seed_customers.csv", "wholesale_customers.csv"):
        frame = real(file)
        labels, columns = described(frame, 5)
        labels[:20] = -1
        found = suggestions(traits(frame, labels, columns, None))
        assert found[-1].rule == "unassigned"
        assert all(found[segment].reason.startswith("Suggested from ") for segment in range(5))
        assert len({found[segment].rule for segment in range(5)}) >= 2


def test_a_team_may_bring_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    rule = "{name: own, when: [{column: Milk, above: 0.5}], title: Mine, offer: o, channel: c, measure: m}"
    path.write_text(BOOK.replace("RULES", f"[{rule}]"), encoding="utf-8")
    assert suggest((number("", 1.0, "Milk"),), read_rules(path)).title == "Mine"


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("[{name: a, when: [{concept: age, above: 1}], colour: red}]", "Rule “a” has the unknown key “colour”. It may"),
        ("[{name: a, when: [{concept: age, beyond: 1}]}]", "Rule “a” has no “title”"),
        (
            f"[{{name: a, when: [{{concept: age, beyond: 1}}], {TEXTS[1:]}]",
            "has a condition that has the unknown",
        ),
        (f"[{{name: a, when: [{{concept: age}}], {TEXTS[1:]}]", "needs one of concept, column, category and one of"),
        (f"[{{name: a, when: [{{concept: age, lift: 2}}], {TEXTS[1:]}]", "asks lift of a concept"),
        (f"[{{name: a, when: [{{concept: age, above: much}}], {TEXTS[1:]}]", "“above: much”. Give a number above 0"),
        (f"[{{name: a, when: [{{concept: age, above: .nan}}], {TEXTS[1:]}]", "Give a number above 0"),
        (f"[{{name: a, when: [], {TEXTS[1:]}]", "no list of conditions"),
        (f"[{{name: a, when: [age], {TEXTS[1:]}]", "has the condition “age”"),
        (f"[{{when: [age], {TEXTS[1:]}]", "Rule 1 has no “name”"),
        ("[5]", "Rule 1 is no table"),
        ("7", "is not a list"),
        ("[", "not valid YAML near line"),
        ("[]\nextra: 1", "The rule file has the unknown key “extra”"),
        (
            f"[{{name: a, when: [{{concept: age, above: 1}}], {TEXTS[1:]}, "
            f"{{name: a, when: [{{concept: age, above: 1}}], {TEXTS[1:]}]",
            "Two rules are called “a”",
        ),
    ],
)
def test_each_fault_of_the_file_gets_one_sentence(rules: str, sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        read_rules(BOOK.replace("RULES", rules))


def test_a_file_that_is_no_table() -> None:
    with pytest.raises(ParameterError, match="The rule file is no table"):
        read_rules("hello")
