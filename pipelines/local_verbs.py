"""The verbs of local data: `local` builds it and lists what differs, `export-local` writes it to a file."""

import argparse
import sys
from pathlib import Path

from pipelines import endings, local, local_reads, paths


def add(verbs: argparse._SubParsersAction, common: argparse.ArgumentParser) -> None:
    """Add the verbs to the command line."""
    verb = verbs.add_parser("local", parents=[common], help="build the local database from your own Ofsted feed")
    verb.add_argument("--raw", type=Path, default=None, metavar="DIR",
                      help="the folder of extracts (default: data/local/raw, or raw in SQM_LOCAL)")  # fmt: skip
    verb.add_argument("--differences", action="store_true",
                      help="build nothing: list the settings whose local label differs from the open one")  # fmt: skip
    verb.set_defaults(run=_local)

    verb = verbs.add_parser("export-local", parents=[common], help="write a local dataset to a file: it names people")
    verb.add_argument("dataset", choices=local_reads.DATASETS, help="which rows to write")
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV file to write")
    verb.set_defaults(run=_export)


def _local(chosen: argparse.Namespace) -> None:
    if chosen.differences:
        print(differences(local_reads.differences(local_reads.serve())))
        return
    here = local.place()
    served_from = paths.Warehouse(chosen.warehouse or paths.default_warehouse())
    local.build_local(
        chosen.raw or here.raw, here.warehouse, served_from, say=lambda text: print(text, file=sys.stderr, flush=True)
    )


def _export(chosen: argparse.Namespace) -> None:
    endings.check(chosen.out, ("csv", *endings.PLAIN), "Local data come as CSV: end the name in .csv.")
    rows = local_reads.write(local_reads.serve(), chosen.dataset, chosen.out)
    print(f"{rows:,} rows of local data written to {chosen.out}. {local_reads.classification()}.")


def differences(rows: list[dict]) -> str:
    """The settings whose label differs, a few lines each, and those only the feed knows, under the classification."""
    lines = [local_reads.classification(), ""]
    listed = [row for row in rows if row["open_label"]]
    others = [row for row in rows if not row["open_label"]]
    if not listed:
        lines.append("Every setting that both know has the same label with the feed as in the open data.")
    else:
        count = "1 setting has" if len(listed) == 1 else f"{len(listed):,} settings have"
        lines.append(f"{count} another label with the feed than in the open data:")
    for row in listed:
        lines += ["", f"{row['urn']}  {_who(row)}", f"    open: {row['open_label']}    with the feed: {row['label']}",
                  f"    {row['because']}", *([f"    {row['history']}"] if row["history"] else [])]  # fmt: skip
    if others:
        lines += ["", f"In the feed and in no loaded open release: {len(others):,}"]
        lines += [f"    {row['urn']}  {_who(row)}: {row['label']}" for row in others]
    return "\n".join(lines)


def _who(row: dict) -> str:
    return f"{row['provider_name'] or 'Name withheld'} ({row['provider_type']})"
