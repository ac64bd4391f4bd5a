"""A 64-bit hash of every value of a column: equal values, equal hashes, whatever the batch."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]

_NULL: Final = np.uint64(0x9E3779B97F4A7C15)
_EIGHT: Final = 8
_LONG: Final = 256
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def value_hashes(values: pa.Array) -> Hashes:
    """A 64-bit hash of every value; missing ones hash alike."""
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type) or pa.types.is_dictionary(values.type):
        # Each word once: most columns of words say the same few again and again.
        coded = pc.dictionary_encode(values)
        codes = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
        # Frames are kept with words of 64-bit offsets.
        words = pc.cast(coded.dictionary, pa.string())
        hashes: Hashes = np.append(word_hashes(words), _NULL)[codes]
        return hashes
    if pa.types.is_boolean(values.type):
        numbers = pc.cast(values, pa.int8()).fill_null(2).to_numpy(zero_copy_only=False).astype(np.uint64)
    else:
        wide = pc.cast(values, pa.int64()) if pa.types.is_timestamp(values.type) else values
        raw = wide.fill_null(0).to_numpy(zero_copy_only=False)
        numbers = np.ascontiguousarray(raw).view(np.uint64)
        if values.null_count:
            numbers = np.where(values.is_null().to_numpy(zero_copy_only=False), _NULL, numbers)
    mixed: Hashes = numbers * _FIRST
    mixed ^= mixed >> np.uint64(29)
    return mixed


def word_hashes(words: pa.StringArray) -> Hashes:
    """A 64-bit hash of every word's bytes, eight of them at a time for all words together; none may be missing."""
    if not len(words):
        return np.zeros(0, np.uint64)
    _, offsets, data = words.buffers()
    ends = np.frombuffer(offsets, np.int32)[words.offset : words.offset + len(words) + 1].astype(np.int64)
    starts, lengths = ends[:-1], np.diff(ends)
    signs = np.zeros(int(ends[-1]) + _EIGHT, np.uint8)
    if data is not None and ends[-1]:
        signs[: ends[-1]] = np.frombuffer(data, np.uint8)[: ends[-1]]
    # Eight bytes from any place on; what lies behind a word's end is masked.
    eights = np.ndarray((len(signs) - _EIGHT + 1,), np.dtype("<u8"), buffer=signs, strides=(1,))
    hashes: Hashes = _mixed(lengths.astype(np.uint64) + _NULL)
    for place in np.flatnonzero(lengths > _LONG):
        text = signs[starts[place] : ends[place + 1]].tobytes()
        hashes[place] = int.from_bytes(blake2b(text, digest_size=_EIGHT).digest(), "little")
    left = np.flatnonzero((lengths > 0) & (lengths <= _LONG))
    done = 0
    while left.size:
        over = (lengths[left] - done).clip(max=_EIGHT).astype(np.uint64)
        mask = ~np.uint64(0) >> (np.uint64(64) - np.uint64(_EIGHT) * over)
        hashes[left] = _mixed(hashes[left] ^ (eights[starts[left] + done] & mask))
        done += _EIGHT
        left = left[lengths[left] > done]
    return hashes


def _mixed(hashes: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a permutation of 64 bits."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _FIRST
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _SECOND
    return hashes ^ (hashes >> np.uint64(31))
