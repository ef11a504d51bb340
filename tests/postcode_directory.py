"""A postcode directory of a few postcodes, in the form the installed package has."""

import math
import os
from pathlib import Path

import brotli
import msgpack

FEW = {
    "BN1  1AA": (531_000, 104_000), "BN1  1AB": (531_100, 104_200), "BN1  1AC": (math.nan, math.nan),
    "ZZ9  9ZZ": (400_000, 300_000),
}  # fmt: skip


def write(folder: Path, placed: dict[str, tuple[float, float]] | None = None) -> Path:
    """Write a directory into a folder, a file per first letter; returns the folder."""
    placed = FEW if placed is None else placed
    folder.mkdir(parents=True, exist_ok=True)
    for letter in sorted({postcode[0] for postcode in placed}):
        chosen = [(postcode, *place) for postcode, place in placed.items() if postcode[0] == letter]
        names = ("pcd", "oseast1m", "osnrth1m")
        data = {name: [row[place] for row in chosen] for place, name in enumerate(names)}
        data["laua"] = ["E06000043"] * len(chosen)
        content = msgpack.packb({"columns": list(data), "data": data}, use_bin_type=True)
        (folder / f"postcodes_{letter}.msgpack.br").write_bytes(brotli.compress(content))
    return folder


def use(folder: Path) -> None:
    """Let every build of this process, and of those it starts, read the directory in a folder."""
    os.environ["QLACREF_DATA_DIR"] = str(folder)
