"""`python -m portal …`: the operator's commands."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from portal import takeaway
from portal.commands import add_commands, import_file, list_datasets, refresh_dataset
from portal.errors import PortalError
from portal.services.workspace import Workspace, opened
from portal.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run one command; errors that a person can mend are one sentence on stderr and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m portal", description="Customer segmentation portal")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database to the newest form")
    commands.add_parser("prepare", help="migrate, then make and compute the sample data")
    add_commands(commands)
    takeaway.add_commands(commands)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = Settings.from_env(os.environ)
        ws = opened(settings)
        ws.database.migrate()
        _ = ws.own_rules
        try:
            _run(ws, chosen)
        finally:
            ws.close()
    except PortalError as error:
        print(error.message, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever reads has seen enough (`… | head`); the interpreter must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _run(ws: Workspace, chosen: argparse.Namespace) -> None:
    if chosen.command == "prepare":
        from portal.services.preparing import prepare_samples

        prepare_samples(ws, say=print)
    if chosen.command == "import":
        import_file(ws, chosen, print)
    if chosen.command == "refresh":
        refresh_dataset(ws, chosen, print)
    if chosen.command == "export":
        takeaway.export_customers(ws, chosen, print)
    if chosen.command == "report":
        takeaway.write_report(ws, chosen, print)
    if chosen.command == "datasets":
        list_datasets(ws, chosen, print)


if __name__ == "__main__":
    sys.exit(main())
