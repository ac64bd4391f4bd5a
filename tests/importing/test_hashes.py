"""Hashes of values: equal for equal values wherever they stand, different for different ones."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from portal.importing.hashes import value_hashes, word_hashes

WORDS = ["", "a", "b", "ab", "ba", "Zürich", "12345678", "123456789", "12345678\x00", "x" * 256, "x" * 257, "x" * 999]


def test_different_words_have_different_hashes() -> None:
    assert len(set(word_hashes(pa.array(WORDS)).tolist())) == len(WORDS)


def test_a_word_has_one_hash_whatever_stands_around_it() -> None:
    alone = [int(word_hashes(pa.array([word]))[0]) for word in WORDS]
    together = word_hashes(pa.array(WORDS)).tolist()
    backwards = word_hashes(pa.array(WORDS[::-1])).tolist()[::-1]
    part = word_hashes(pa.array(["lead", *WORDS, "trail"])[1:-1]).tolist()
    assert alone == together == backwards == part


def test_no_words_have_no_hashes() -> None:
    assert len(word_hashes(pa.array([], pa.string()))) == 0
    assert len(set(value_hashes(pa.array([None, None], pa.string())).tolist())) == 1


def test_half_a_million_ids_do_not_meet() -> None:
    ids = np.char.add("C", np.arange(500_000).astype(str))
    assert len(np.unique(value_hashes(pa.array(ids)))) == len(ids)


@pytest.mark.parametrize(
    "values",
    [
        pa.array(["a", None, "b", "a"]),
        pa.array([1, None, 2, 1]),
        pa.array([0.5, None, -0.25, 0.5]),
        pa.array([True, None, False, True]),
        pa.array([1, None, 2, 1], pa.timestamp("us")),
        pa.array(["a", None, "b", "a"], pa.large_string()),
        pa.array(["a", None, "b", "a"]).dictionary_encode(),
    ],
    ids=lambda values: str(values.type)[:12],
)
def test_equal_values_meet_and_missing_ones_are_a_value_of_their_own(values: pa.Array) -> None:
    first, missing, other, again = value_hashes(values).tolist()
    assert first == again
    assert len({first, missing, other}) == 3


def test_words_under_codes_hash_as_plain_ones() -> None:
    words = pa.array(["b", "a", None, "b"])
    coded, large = words.dictionary_encode(), words.cast(pa.large_string())
    assert value_hashes(coded).tolist() == value_hashes(large).tolist() == value_hashes(words).tolist()


def test_the_reader_starts_without_pandas() -> None:
    """It is half of a small file's time; only days in words and the like need it."""
    script = "import sys, portal.importing.__main__ as m; m._without_pandas(); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"
