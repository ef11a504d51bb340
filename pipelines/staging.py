"""Stage release files: text rows in, typed Parquet out, every row accounted for.

A file is staged once; the folder it is staged in is named from its bytes, its as-at date, the statements and tables
that interpret it and the folders whose rows it may repeat, so a change to any of them stages it afresh. Files that
repeat each other are typed together: what is staged of each is the same as if they were typed one after the other.
"""

import datetime as dt
import hashlib
import itertools
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

import duckdb

from pipelines import (
    cells,
    corrections,
    database,
    domain,
    errors,
    interpret,
    layouts,
    lines,
    load,
    paths,
    repeats,
    shelf,
)
from pipelines.load import RawFile
from pipelines.shelf import Staged

TOGETHER = 20  # files at a time: of each line is held where it stands and what is known of it, some 5 MB a file

Result = tuple[Staged, bool] | errors.NotACsv  # what was staged and whether work was done, or why it could not be


@cache
def version() -> str:
    """A hash of everything that decides how a row is staged."""
    digest = hashlib.sha256()
    modules = (cells, corrections, database, domain, interpret, layouts, lines, load, repeats)
    code = [Path(module.__file__) for module in modules] + [Path(__file__)]
    interpreting = [paths.DECLARED / f"{name}.csv" for name in ("columns", "headers", "layouts", "values")]
    for path in [*interpreting, *sorted((paths.SQL / "staging").glob("raw_*.sql")), *code]:
        digest.update(path.read_bytes())
    digest.update(duckdb.__version__.encode())
    return digest.hexdigest()


def batches(files: Sequence[RawFile]) -> list[list[int]]:
    """Which of the files, oldest first, may repeat each other's rows and are staged together, by place.

    The first of those with the same columns is by itself, because all of it has to be typed.
    """
    alike: dict[str, list[list[int]]] = {}
    for place, file in enumerate(files):
        made = alike.setdefault(repeats.columns(file) or str(place), [])
        if len(made) < 2 or len(made[-1]) == TOGETHER:
            made.append([])
        made[-1].append(place)
    return sorted(batch for made in alike.values() for batch in made)


def stage(
    file: RawFile, as_at: dt.date, warehouse: paths.Warehouse, before: Sequence[Staged] = ()
) -> tuple[Staged, bool]:
    """Stage a file, or find it staged already. Returns the staged tables and whether work was done. Raises NotACsv."""
    (result,) = stage_together([(file, as_at)], warehouse, before)
    if isinstance(result, errors.NotACsv):
        raise result
    return result


def stage_together(
    files: Sequence[interpret.Dated],
    warehouse: paths.Warehouse,
    before: Sequence[Staged] = (),
    read: Mapping[str, lines.Lines] = MappingProxyType({}),
) -> list[Result]:
    """Stage files with the same columns, oldest first, each with its as-at date; a fault is that of one file only.

    `before` are the releases before them as staged: a row that one of them has typed is not typed again. `read` are
    the lines of files that were read ahead.
    """
    columns = repeats.columns(files[0][0])
    done = [one for one in before if columns and one.columns == columns]
    results: list[Result] = []
    most = TOGETHER
    warehouse.staged.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".staging-", dir=warehouse.staged) as name:
        read = dict(read)
        while len(results) < len(files):
            waiting = files[len(results) :]
            keys = _keys(waiting, [one.folder.name for one in done] if columns else None)
            if held := shelf.held(warehouse, keys[0]):
                made: list[Result] = [(held, False)]
            else:
                keys = list(itertools.takewhile(lambda key: not shelf.held(warehouse, key), keys[:most]))
                group = interpret.Group(
                    waiting[: len(keys)], columns, [one.folder for one in done], [shelf.name(key) for key in keys],
                    Path(name), read,
                )  # fmt: skip
                try:
                    made = _staged(warehouse, group, keys)
                    most = min(2 * most, TOGETHER)
                except cells.NotByLine:
                    if len(keys) > 1:
                        most = len(keys) // 2
                        continue
                    made = _staged(warehouse, group, keys, is_whole=True)
            results += made
            done += [one[0] for one in made if isinstance(one, tuple) and columns]
    return results


def read_ahead(files: Sequence[interpret.Dated], is_waiting: Callable[[], bool]) -> dict[str, lines.Lines]:
    """The lines of files, by sha256, of as many as there is time for: while the releases before them are staged."""
    read = {}
    for file, _ in files:
        if not is_waiting():
            break
        if file.table.is_plain:
            read[file.sha256] = lines.read(file.table.source, file.table.header_lines)
    return read


def _keys(files: Sequence[interpret.Dated], before: list[str] | None) -> list[str]:
    """What each file is kept under: each may repeat the rows of all `before` it, by name; None where it may not."""
    keys = []
    names = list(before or ())
    for file, as_at in files:
        keys.append(f"{file.sha256} {as_at} {version()} {corrections.of(as_at)} {names}")
        if before is not None:
            names.append(shelf.name(keys[-1]))
    return keys


def _staged(
    warehouse: paths.Warehouse, group: interpret.Group, keys: Sequence[str], is_whole: bool = False
) -> list[Result]:
    """Stage the first files of a group, as many as go together. Raises NotByLine where none do."""
    # One thread a file: files are staged side by side.
    config = {"temp_directory": str(group.place), "memory_limit": "1GB", "threads": 1}
    con = duckdb.connect(config=config)
    made: list[Result] = []
    try:
        for number, account in enumerate(interpret.interpret(con, group, is_whole), 1):
            fill = partial(interpret.write, con, group, number, account)
            made.append(shelf.cached(warehouse, keys[number - 1], fill))
    except errors.NotACsv as fault:
        made.append(fault)
    finally:
        con.close()
    return made
