"""The command line: `python -m pipelines VERB`. Every expected failure is a sentence and an exit code, no traceback."""

import argparse
import datetime as dt
import errno
import json
import os
import signal
import sys
import traceback
from pathlib import Path


def _stop_at_once(signum: int, frame: object) -> None:
    os.write(2, b"Stopped before it began. Nothing was changed.\n")
    os._exit(130)


if __name__ == "__main__":  # the imports below take half a second: an interrupt then is not worth a traceback either
    signal.signal(signal.SIGINT, _stop_at_once)
    signal.signal(signal.SIGTERM, _stop_at_once)

import duckdb  # noqa: E402

from pipelines import (  # noqa: E402
    add,
    as_at,
    backtest_verb,
    build,
    changed_verbs,
    errors,
    explain,
    export,
    local_verbs,
    paths,
    progress,
    reads,
    releases,
    sample,
    status,
)
from pipelines.briefing import verb as briefing_verb  # noqa: E402
from pipelines.panel import verb as panel_verb  # noqa: E402

CANNOT_WRITE = (
    errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EFBIG, errno.EEXIST, errno.ENOTDIR,
    errno.EISDIR,
)  # fmt: skip

CANNOT_WRITE_WORDS = (  # as DuckDB says it
    "no space left", "disk full", "out of disk", "could not write", "permission denied", "read-only file system",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; returns its exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not know an arrow
    try:
        _guarded(chosen)
    except errors.MonitorError as fault:
        print(f"{fault}", file=sys.stderr)
        return fault.exit_code
    except BrokenPipeError:
        return 0  # the reader of our output has gone, as `| head` does
    except Exception as fault:
        if chosen.debug:
            traceback.print_exc()
        print(
            f"Something went wrong that is not the data's fault: {type(fault).__name__}: {fault}. Nothing was "
            "published. Run the same command with --debug and report what it prints.", file=sys.stderr,
        )  # fmt: skip
        return errors.MonitorError.exit_code
    return 0


def _guarded(chosen: argparse.Namespace) -> None:
    """Run a verb, turning what the system says into our own errors."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        chosen.run(chosen)
    except (KeyboardInterrupt, RuntimeError) as fault:
        # DuckDB turns a signal that arrives inside a query into a RuntimeError.
        if isinstance(fault, RuntimeError) and "interrupted" not in str(fault).lower():
            raise
        raise errors.Interrupted(
            "Stopped before it finished. The previous build, if there was one, is untouched and still serves; "
            "run the same command again to finish."
        ) from None
    except OSError as fault:
        if fault.errno in CANNOT_WRITE:
            raise _disk(fault) from None
        raise
    except duckdb.Error as fault:
        if any(word in str(fault).lower() for word in CANNOT_WRITE_WORDS):
            raise _disk(fault) from None
        raise


def _disk(fault: Exception) -> errors.DiskFull:
    return errors.DiskFull(
        f"This could not be written: {str(fault).splitlines()[0]}. Free some space or choose another place "
        "with --warehouse, --raw or --out, then run the same command again. The previous build still serves, untouched."
    )


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in sorted(errors.EXIT_CODES.items()))
    parser = argparse.ArgumentParser(
        prog="python -m pipelines", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Build and read the setting quality warehouse.", epilog=f"exit codes:\n{codes}",
    )  # fmt: skip
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--warehouse", type=Path, default=None, metavar="DIR",
                        help="the warehouse folder (default: SQM_WAREHOUSE, or data/warehouse)")  # fmt: skip
    common.add_argument("--debug", action="store_true", help="show the traceback of an unexpected fault")
    dated = argparse.ArgumentParser(add_help=False)
    dated.add_argument("--as-at", type=_date, default=None, metavar="DATE",
                       help="as at this date (YYYY-MM-DD), with the releases up to it; before the first, reconstructed "
                       "from inspection dates")  # fmt: skip
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    verb = verbs.add_parser("sample", parents=[common], help="write sample releases: invented settings, real layouts")
    verb.add_argument("--out", type=Path, default=paths.SAMPLE, metavar="DIR", help="where (default: data/sample)")
    verb.add_argument("--seed", type=int, default=sample.SEED, help=f"which invention (default: {sample.SEED})")
    verb.set_defaults(run=_sample)

    verb = verbs.add_parser("fetch", parents=[common], help="download what GOV.UK has published and is missing here")
    verb.add_argument("--raw", type=Path, default=None, metavar="DIR", help="into this folder (default: data/raw)")
    verb.add_argument("--since", type=_date, default=None, metavar="DATE", help="only files as at DATE or later")
    verb.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    verb.set_defaults(run=_fetch)

    verb = verbs.add_parser("add", parents=[common], help="check a release file and copy it into the folder")
    verb.add_argument("file", type=Path, metavar="FILE", help="the file, as Ofsted named it")
    verb.add_argument("--raw", type=Path, default=None, metavar="DIR", help="into this folder (default: data/raw)")
    verb.set_defaults(run=_add)

    verb = verbs.add_parser("build", parents=[common, dated], help="build the warehouse from every release in a folder")
    verb.add_argument("--raw", type=Path, default=None, metavar="DIR",
                      help="the folder of releases (default: data/raw if it holds any, else data/sample)")  # fmt: skip
    verb.add_argument("--skip-unreadable", action="store_true",
                      help="leave out a file that cannot be read, and say so, instead of stopping")  # fmt: skip
    verb.set_defaults(run=_build)

    verb = verbs.add_parser("explain", parents=[common, dated], help="show how a provider's label and scores arose")
    verb.add_argument("urn", metavar="URN", help="the provider, as Ofsted numbers it")
    verb.set_defaults(run=_explain)

    verb = verbs.add_parser("export", parents=[common, dated], help="write a dataset to a file")
    verb.add_argument("dataset", choices=(*export.DATASETS, export.ALL, export.DICTIONARY),
                      help="which rows to write; all of them; or the dictionary of every column")  # fmt: skip
    verb.add_argument("--format", choices=export.FORMATS, default=None,
                      help="csv, zip (a CSV and its description), parquet or xlsx, a spreadsheet (default: what the "
                      "file's name says, else csv)")  # fmt: skip
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    verb.add_argument("--la", nargs="+", action="extend", metavar="NAME", help="only these local authorities")
    verb.set_defaults(run=_export)

    verb = verbs.add_parser("status", parents=[common], help="what is loaded, as at when, built when")
    verb.add_argument("--json", action="store_true", help="as JSON")
    verb.set_defaults(run=_status)

    briefing_verb.add(verbs, common)
    local_verbs.add(verbs, common)
    backtest_verb.add(verbs, common, _date)
    changed_verbs.add(verbs, common, _date)
    panel_verb.add(verbs, [common, dated], _date)
    return parser


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write it as YYYY-MM-DD") from None


def _warehouse(chosen: argparse.Namespace) -> paths.Warehouse:
    return paths.Warehouse(chosen.warehouse or paths.default_warehouse())


def _sample(chosen: argparse.Namespace) -> None:
    written = sample.write_sample(chosen.out, chosen.seed)
    print(f"Wrote {len(written)} files of sample data, invented settings, to {chosen.out}")


def _fetch(chosen: argparse.Namespace) -> None:
    progress.fetch(chosen.raw or paths.default_raw(), chosen.since, chosen.dry_run)


def _add(chosen: argparse.Namespace) -> None:
    print(add.add(chosen.file, chosen.raw or paths.default_raw()), file=sys.stderr)


def _build(chosen: argparse.Namespace) -> None:
    raw = chosen.raw or (paths.default_raw() if releases.any_in(paths.default_raw()) else paths.SAMPLE)
    say = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731
    build.build(raw, _warehouse(chosen), chosen.as_at, say, is_lenient=chosen.skip_unreadable)


def _explain(chosen: argparse.Namespace) -> None:
    print(explain.explain(as_at.serve(_warehouse(chosen), chosen.as_at), chosen.urn))


def _export(chosen: argparse.Namespace) -> None:
    form = export.form_of(chosen.out, chosen.format)
    rows = export.write(as_at.serve(_warehouse(chosen), chosen.as_at), chosen.dataset, form, chosen.out, chosen.la)
    print(f"{rows:,} rows written to {chosen.out}")


def _status(chosen: argparse.Namespace) -> None:
    facts = status.status(reads.serve(_warehouse(chosen)))
    print(json.dumps(facts, indent=1, ensure_ascii=False) if chosen.json else status.told(facts))


if __name__ == "__main__":
    sys.exit(main())
