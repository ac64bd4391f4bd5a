"""Presets: what the rows of a table are, as data that anybody may read and extend.

A preset names the people ("students"), knows columns by the words of their names, and says which part each should
play. The same file describes a small table with planted segments (portal.samples.presets makes it).
"""

from portal.engine.presets.applying import Applied, applied, likely
from portal.engine.presets.records import Preset, PresetColumn, Wording, packaged_presets, preset, read_preset

__all__ = [
    "Applied",
    "Preset",
    "PresetColumn",
    "Wording",
    "applied",
    "likely",
    "packaged_presets",
    "preset",
    "read_preset",
]
