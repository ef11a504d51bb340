"""The verb `changed`: what changed between two release dates, counted on screen, as a file and as a digest."""

import argparse
import sys
from pathlib import Path

from pipelines import changed, digest, domain, endings, errors, export, paths, reads


def add(verbs: argparse._SubParsersAction, common: argparse.ArgumentParser, day) -> None:
    """Add the verb to the command line; `day` reads a date."""
    verb = verbs.add_parser("changed", parents=[common], help="what changed between two release dates")
    verb.add_argument("--from", dest="from_on", type=day, default=None, metavar="DATE",
                      help="the first release date (default: the one before the second)")  # fmt: skip
    verb.add_argument("--to", dest="to_on", type=day, default=None, metavar="DATE",
                      help="the second release date (default: the newest)")  # fmt: skip
    verb.add_argument("--local-authority", "--la", action="append", metavar="NAME",
                      help="only this local authority; repeat it")  # fmt: skip
    verb.add_argument("--urns", type=Path, default=None, metavar="FILE", help="only the URNs in this text file")
    verb.add_argument("--out", type=Path, default=None, metavar="FILE", help="write every setting to a file")
    verb.add_argument("--digest", default=None, metavar="FILE", help="write a plain-text digest, or - to print it")
    verb.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> None:
    """Print the counts, or write what was asked for. Raises NotAReleaseDate, UnknownArea, CannotRead, BadParameter."""
    form = _form(chosen.out) if chosen.out else None
    if chosen.digest and chosen.digest != "-":
        as_text = (*endings.PLAIN, "md", "eml")
        endings.check(Path(chosen.digest), as_text, "A digest is plain text: end the name in .txt.")
    served = reads.serve(paths.Warehouse(chosen.warehouse or paths.default_warehouse()))
    from_on, to_on = changed.between(served, chosen.from_on, chosen.to_on)
    areas = export.known_authorities(served, chosen.local_authority)
    urns = _urns(served, chosen.urns)
    asked = changed.Asked(from_on, to_on, local_authorities=areas, urns=urns)
    if chosen.digest:
        text = digest.digest(served, asked, digest.place(areas or (), urns))
        if chosen.digest == "-":
            print(text, end="")
        else:
            out = Path(chosen.digest)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(text, encoding="utf-8")
            print(f"Digest written to {chosen.digest}", file=sys.stderr)
    if chosen.out:
        rows = changed.write(served, asked, form, chosen.out)
        print(f"{rows:,} rows written to {chosen.out}", file=sys.stderr if chosen.digest == "-" else sys.stdout)
    if not chosen.digest and not chosen.out:
        print(told(asked, changed.counts(served, asked)))


def _form(out: Path) -> str:
    """The format the name says, else CSV: this verb has no other word for it."""
    instead = f"Files come as {', '.join(export.FORMATS[:-1])} or {export.FORMATS[-1]}: end the name in one of these."
    endings.check(out, (*export.FORMATS, *endings.PLAIN), instead)
    return export.form_of(out, None)


def _urns(served: reads.Served, file: Path | None) -> list[str] | None:
    if file is None:
        return None
    try:
        urns = changed.urns_in(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise errors.CannotRead(f"{file} cannot be read: {fault}. Give a text file of URNs.") from None
    if missing := changed.unknown(served, urns):
        print(f"In no loaded release: {', '.join(missing)}", file=sys.stderr)
    return urns


def told(asked: changed.Asked, counts: dict) -> str:
    """The counts as lines: the five outcomes with their sum, then every kind that occurs."""
    lines = [
        f"From {domain.long_date(asked.from_on)} to {domain.long_date(asked.to_on)}: {counts['all']:,} settings on the "
        "Early Years Register at either date.",
        *(f"  {count:>7,}  {outcome}" for outcome, count in counts["outcomes"].items()),
    ]
    held = {kind: count for kind, count in counts["kinds"].items() if count}
    if held:
        lines += ["Of those that changed, joined or left (one setting may stand in several lines):"]
        lines += [f"  {count:>7,}  {kind}" for kind, count in held.items()]
    return "\n".join(lines)
