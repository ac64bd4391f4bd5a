"""A table with everything that can be repaired, and files as people upload them."""

import io

import pandas as pd

from portal.services import arrivals, datasets, uploads

ORDERS = b"when;amount\n" + b"".join(b"0%d/05/2024;1,50%d\n" % (1 + i % 9, i % 10) for i in range(40))
"""A file whose days may be read in two orders."""


def messy() -> pd.DataFrame:
    rows = 60
    return pd.DataFrame(
        {
            "name": [f"n{i}" for i in range(rows)],
            "joined": [f"{1 + i % 12:02d}/{1 + i % 7:02d}/2023" for i in range(rows)],
            "age": [999 if i % 20 == 3 else 20 + i % 40 for i in range(rows)],
            "visits": ["?" if i % 10 == 0 else "many" if i == 5 else f"{i * 3}" for i in range(rows)],
            "plan": ["unknown" if i % 9 == 0 else "basic" if i % 2 else "pro" for i in range(rows)],
            "code": [1 + i % 3 for i in range(rows)],
            "opted": ["Yes" if i % 2 else "no" if i % 4 else "maybe" for i in range(rows)],
            "hour": [f"{i % 12 + 1}:30 {'PM' if i % 2 else 'AM'}" for i in range(rows)],
            "serial": [44_000 + i for i in range(rows)],
        }
    )


def uploaded(ws, content, name="table.csv"):
    """The dataset of a file that has been read."""
    arrived = arrivals.receive(ws, io.BytesIO(content), name=name, length=None)
    made = uploads.read_upload(ws, {"upload": arrived.id, "key": arrived.key, "name": name}, lambda *_: None)
    return datasets.info(ws, made["dataset"])
