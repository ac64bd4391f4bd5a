"""One SELECT and nothing else: what is looked at before the server sees it.

This is the first of three fences and the one with the clear sentences. The second is the protocol (no driver
here sends several statements), the third a read-only transaction.
"""

from __future__ import annotations

import re
from typing import Final

from portal.errors import SourceError
from portal.sources.address import Driver

LONGEST: Final = 20_000
# What no read-only transaction keeps from happening: files of the server, its settings and other sessions, ways on to
# further servers, locks. A user may be allowed all of it there, and still not from here.
_REACHING: Final = re.compile(
    r"pg_(?:read_|ls_|stat_file|file_|terminate_|cancel_|reload_|rotate_|switch_|create_|drop_|promote|wal_replay_|"
    r"backup_|start_backup|stop_backup|logical_|replication_|copy_|stat_reset|advisory_|try_advisory_)\w*"
    r"|lo_(?:import|export|creat|create|from_bytea|put|unlink|truncate|truncate64)|lowrite|dblink\w*|set_config"
    r"|load_file|get_lock|release_lock|release_all_locks|sys_exec|sys_eval",
    re.IGNORECASE,
)
_LOCKING: Final = re.compile(r"\b(?:FOR (?:NO KEY |KEY )?(?:UPDATE|SHARE)|LOCK IN SHARE MODE)\b")
_PARTS: Final = r"""
    (?P<remark>--[^\n\r]*|/\*(?!M?!|\+)(?:[^*]|\*(?!/))*\*/)
  | (?P<quoted>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`)
  | (?P<dollar>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>.)
"""
_PLAIN: Final = re.compile(_PARTS, re.VERBOSE | re.DOTALL)
# In MySQL a backslash guards the next character, and # begins a remark.
_MYSQL: Final = re.compile(
    _PARTS.replace("--[^\\n\\r]*", "--(?=\\s)[^\\n]*|\\#[^\\n]*")
    .replace("(?:[^']|'')*", r"(?:[^'\\]|\\.|'')*")
    .replace('(?:[^"]|"")*', r'(?:[^"\\]|\\.|"")*')
    .replace(r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$", r"(?P<tag>(?!))"),
    re.VERBOSE | re.DOTALL,
)
_WRITING: Final = {
    "INTO": "writes its answer somewhere",
    "OUTFILE": "writes a file",
    "DUMPFILE": "writes a file",
}


def one_select(text: str, driver: Driver) -> str:
    """The statement without a semicolon at its end; SourceError when it is not exactly one SELECT."""
    if len(text) > LONGEST:
        raise SourceError(f"The statement has {len(text):,} characters. Write at most {LONGEST:,}, or make a view.")
    if "\x00" in text:
        raise SourceError("The statement holds a NUL character. Remove it.")
    pattern = _MYSQL if driver is Driver.MYSQL else _PLAIN
    words: list[str] = []
    end, name = None, ""
    for part in pattern.finditer(text):
        kind, found = part.lastgroup, part[0]
        if kind == "tag":
            kind = "dollar"
        if kind == "remark" or (kind == "sign" and found.isspace()):
            continue
        if end is not None and found != ";":
            raise SourceError("These are several statements. Write a single SELECT, without a semicolon inside.")
        if kind == "sign" and found == ";":
            end = part.start() if end is None else end
        elif kind == "sign" and found in "'\"`":
            raise SourceError("A quotation mark in the statement is never closed. Close it.")
        elif kind == "sign" and text.startswith("/*", part.start()):
            raise SourceError("A remark in the statement never closes, or is an order to the server. Remove it.")
        elif kind == "word":
            words.append(found.upper())
        if found == "(" and _REACHING.fullmatch(name):
            raise SourceError(f"The statement calls {name}, which does more than read rows. Leave it out.")
        if kind == "quoted" and found[0] == '"' and words and words[-1] == "U" and name == "&":
            raise SourceError("The statement spells a name in Unicode escapes. Write it as it is.")
        name = found.strip('"`')
    if not words:
        raise SourceError("There is no statement. Write one SELECT.")
    if words[0] not in ("SELECT", "WITH"):
        raise SourceError(
            f"The statement begins with {words[0][:30]}. Only one SELECT is run; it cannot change anything."
        )
    for word in words:
        if word in _WRITING:
            raise SourceError(f"The statement {_WRITING[word]} ({word}). Write a SELECT that only reads.")
    if locks := _LOCKING.search(" ".join(words)):
        raise SourceError(f"The statement locks rows ({locks[0]}). Write a SELECT that only reads.")
    return text[:end].strip()
