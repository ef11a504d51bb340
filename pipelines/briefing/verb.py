"""The verb `briefing`: the same document the setting page offers, from the command line."""

import argparse
from pathlib import Path

from pipelines import briefing, endings, paths, reads


def add(verbs: argparse._SubParsersAction, common: argparse.ArgumentParser) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser("briefing", parents=[common], help="write visit briefings of settings as HTML to print")
    verb.add_argument("urns", nargs="+", metavar="URN", help=f"which settings, up to {briefing.MOST}")
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the HTML file to write")
    verb.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> None:
    endings.check_page(chosen.out, "A briefing")
    served = reads.serve(paths.Warehouse(chosen.warehouse or paths.default_warehouse()))
    text = briefing.document(served, chosen.urns)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(text, encoding="utf-8")
    count = text.count("<article")
    whose = f"{count} setting{'' if count == 1 else 's'}"
    print(f"Briefing of {whose} written to {chosen.out}: open it in a browser and print it")
