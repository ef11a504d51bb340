"""The verb `panel`: the same document the page What changed offers, from the command line."""

import argparse
from pathlib import Path

from pipelines import as_at, endings, panel, paths


def add(verbs: argparse._SubParsersAction, parents: list[argparse.ArgumentParser], day) -> None:
    """Add the verb to the command line; `day` reads a date."""
    verb = verbs.add_parser("panel", parents=parents, help="write a panel pack of local authorities as HTML to print")
    verb.add_argument("--local-authority", "--la", nargs="+", action="extend", required=True, metavar="NAME",
                      help="of these local authorities")  # fmt: skip
    verb.add_argument("--since", type=day, default=None, metavar="DATE",
                      help="inspections since this date (default: the release date before the newest)")  # fmt: skip
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the HTML file to write")
    verb.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> None:
    endings.check_page(chosen.out, "A panel pack")
    served = as_at.serve(paths.Warehouse(chosen.warehouse or paths.default_warehouse()), chosen.as_at)
    text = panel.document(served, chosen.local_authority, chosen.since)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(text, encoding="utf-8")
    print(f"Panel pack written to {chosen.out}: open it in a browser and print it")
