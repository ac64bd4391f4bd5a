"""Names: different, readable, and true of the tables they summarise."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest

from portal.engine.naming import SHARED, segment_names
from portal.engine.presets.records import packaged_presets
from portal.engine.presets.sample import preset_sample
from portal.engine.traits import Trait, traits
from portal.engine.wording import number, percent
from portal.samples import retail_customers, skewed_spenders, uniform_customers
from tests.engine.data import described, real

TABLES: dict[str, tuple[Callable[[], pd.DataFrame], int]] = {
    "wholesale": (lambda: real("wholesale_customers.csv"), 6),
    "telco": (lambda: real("telco_customer_churn.csv"), 8),
    "seed": (lambda: real("seed_customers.csv"), 4),
    "retail": (lambda: retail_customers(1500), 5),
    "uniform": (lambda: uniform_customers(800), 4),
    "skewed": (lambda: skewed_spenders(800), 4),
    **{one.slug: (partial(preset_sample, one), len(one.segments)) for one in packaged_presets()},
}
YES = {"Yes": 1, "yes": 1, "No": 0, "no": 0}


@pytest.fixture(scope="module", params=list(TABLES))
def named(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, np.ndarray, dict[int, tuple[Trait, ...]]]:
    read, k = TABLES[request.param]
    frame = read()
    labels, columns = described(frame, k)
    return frame, labels, traits(frame, labels, columns, None)


def claims(name: str, items: tuple[Trait, ...]) -> list[Trait]:
    """The traits that a name speaks of: every one of its words must belong to one."""
    known = {item.phrase.lower(): item for item in reversed(items) if item.notable}
    found, first = [], ""
    for part in name.lower().replace(" and ", ", ").split(" (")[0].split(", "):
        if part == "close to average":
            continue
        phrase = part if part in known else f"{first} {part}"
        first = phrase.split(" ")[0] if phrase.split(" ")[0] in SHARED else ""
        found.append(known[phrase])
    return found


def test_the_values_of_traits_are_those_of_the_table(named) -> None:
    frame, labels, found = named
    for segment, items in found.items():
        inside = labels == segment
        for trait in items:
            values = frame[trait.feature]
            if trait.category is not None:
                text = values.astype(str)
                assert trait.value == pytest.approx((text[inside] == trait.category).mean())
                assert trait.overall == pytest.approx((text == trait.category).mean())
            elif trait.lift is not None:
                assert trait.value == pytest.approx(values.isin(["Yes", "yes", 1])[inside].mean())
            elif trait.sigma is not None:
                assert trait.value == pytest.approx(values[inside].mean())
                assert trait.sigma == pytest.approx((values[inside].mean() - values.mean()) / values.std(ddof=0))
            else:
                assert trait.value == pytest.approx(values[inside].median())
            assert (trait.effect > 0) == (trait.direction == "above")


def test_sentences_say_the_numbers_of_the_table(named) -> None:
    frame, labels, found = named
    everyone = frame.replace(YES)
    for segment, items in found.items():
        for trait in items:
            whole = everyone[trait.feature]
            own = whole[labels == segment]
            if trait.category is not None:
                texts = frame[trait.feature].astype(str) == trait.category
                said = [percent(texts[labels == segment].mean()), f"against {percent(texts.mean())}"]
            elif trait.lift is not None:
                said = [percent(own.mean()), f"against {percent(whole.mean())}"]
            elif trait.sigma is not None:
                away = (own.mean() - whole.mean()) / whole.std(ddof=0)
                side = "above" if away > 0 else "below"
                said = [number(own.mean()), f"{abs(away):.1f} σ {side} everyone"]
            else:
                said = [f"{number(own.median())}", f"against {number(whole.median())} for everyone"]
            assert trait.sentence.endswith(said[1]), trait.text
            assert said[0] in trait.sentence, trait.text


def test_every_word_of_a_name_is_true_of_the_table(named) -> None:
    frame, labels, found = named
    for segment, name in segment_names(found).items():
        inside = frame.loc[labels == segment]
        said = claims(name, found[segment])
        assert said or name.startswith("Close to average")
        for trait in said:
            own, everyone = inside[trait.feature], frame[trait.feature]
            if trait.category is None:
                own, everyone = (values.replace(YES).astype(float) for values in (own, everyone))
                side = own.mean() - everyone.mean() if trait.sigma is not None else trait.value - trait.overall
                assert (side > 0) == (trait.direction == "above")
                assert trait.value == pytest.approx(own.median() if trait.sigma is trait.lift is None else own.mean())
            else:
                share = (own.astype(str) == trait.category).mean()
                assert trait.value == pytest.approx(share)
                assert share > (everyone.astype(str) == trait.category).mean()
                if trait.phrase.startswith(("mostly ", "no ")):
                    assert share >= 0.5


def test_names_are_different_and_the_same_each_time(named) -> None:
    _, _, found = named
    names = segment_names(found)
    assert names == segment_names(found)
    assert len({name.lower() for name in names.values()}) == len(names)


def test_names_are_english(named) -> None:
    _, _, found = named
    for name in segment_names(found).values():
        words = name.lower()
        assert not words.endswith((" no", " yes"))
        assert not any(ugly in words for ugly in ("more no ", "less no ", " yes,", " no,", "mostly no "))
        assert not any(f", {first} " in words and words.startswith(first) for first in ("high", "low"))
        assert name[0].isupper()


def test_categories_that_say_nothing_alone_are_said_with_their_column() -> None:
    labels = np.repeat([0, 1], 100)

    def phrase(column: str, level: str, share: int = 80) -> tuple[str, str]:
        values = np.concatenate([[level] * share + ["b"] * (100 - share), ["b"] * 60 + ["c"] * 40])
        items = traits(pd.DataFrame({column: values}), labels, [column])[0]
        return items[0].phrase, items[0].head

    assert phrase("InternetService", "No") == ("no internet service", "No internet service")
    assert phrase("OnlineBackup", "No internet service") == ("no internet service", "No internet service")
    assert phrase("TechSupport", "Yes") == ("mostly tech support", "Tech support")
    assert phrase("Channel", "1") == ("mostly channel 1", "Channel 1")
    assert phrase("education", "Unknown") == ("mostly unknown education", "Unknown education")
    assert phrase("payment", "Other", 30) == ("more other payment", "Other payment")
    assert phrase("InternetService", "No", 30) == ("more often no internet service", "No internet service")
    assert phrase("Contract", "Month-to-month") == ("mostly Month-to-month", "Month-to-month")


def test_names_of_the_seed_customers_speak_of_age() -> None:
    frame = real("seed_customers.csv")
    labels, columns = described(frame, 4)
    names = " | ".join(segment_names(traits(frame, labels, columns, None)).values()).lower()
    assert "older" in names
    assert "younger" in names


def test_equal_traits_get_more_words_then_numbers() -> None:
    def trait(phrase: str) -> Trait:
        return Trait("f", None, "above", 1, 0, 1, 1, None, True, "", 1, phrase, phrase, "")

    one, two, three = trait("older"), trait("frequent"), trait("new")
    assert segment_names({0: (one, two), 1: (two, one, three), -1: (three,)}) == {
        0: "Older, frequent",
        1: "Frequent, older, new",
    }
    assert segment_names({0: (one, two), 1: (one, two)}) == {0: "Older, frequent", 1: "Older, frequent (2)"}


def test_phrases_that_begin_alike_share_their_first_word() -> None:
    def trait(phrase: str) -> Trait:
        return Trait("f", None, "above", 1, 0, 1, 1, None, True, "", 1, phrase, phrase, "")

    low = [trait("low milk"), trait("low fresh"), trait("low frozen")]
    assert segment_names({0: low}) == {0: "Low milk and fresh"}
    assert segment_names({0: low, 1: [*low[:2], trait("high paper")]}) == {
        0: "Low milk, fresh and frozen",
        1: "Low milk and fresh, high paper",
    }
    assert segment_names({0: [trait("older"), trait("Older"), trait("new")]}) == {0: "Older, new"}
