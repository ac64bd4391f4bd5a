"""What a fenced process does around its work: its limits first, then progress, refusals and exit codes."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.errors import PortalError
from portal.importing.exits import CRASHED, NO_MEMORY, REFUSED
from portal.importing.fence import fence

Work = Callable[[dict[str, Any], Path], None]
"""Does what the request (plain values) says and leaves its results in the folder."""


def worked(request: str, work: Work) -> int:
    """Do the work of `request` (JSON); the exit code says how it went.

    Progress goes to standard output, one JSON object a line; results go to the request's folder.
    """
    wish = json.loads(request)
    fence(wish["memory"], wish["disk"])
    folder = Path(wish["folder"])
    try:
        work(wish, folder)
    except PortalError as error:
        (folder / "error.txt").write_text(error.message, encoding="utf-8", errors="replace")
        return REFUSED
    except MemoryError:
        return NO_MEMORY
    except Exception as error:
        traceback.print_exc()
        return NO_MEMORY if "start new thread" in str(error) else CRASHED
    return 0


def tell(stage: str, share: float) -> None:
    """Say how far the work is."""
    # A parent that is gone closes the pipe: the write fails and ends this process, too.
    sys.stdout.write(json.dumps({"stage": stage, "share": round(share, 4)}) + "\n")
    sys.stdout.flush()
