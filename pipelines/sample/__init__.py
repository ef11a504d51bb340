"""Sample releases: invented settings in the layouts Ofsted publishes, the same bytes from the same seed.

What is drawn and from which rates is declared in `declared/sample_*.csv`; what must be there
whatever the seed is planted from `sample_planted.csv` and `sample_quirks.csv`. Nothing here is
copied from a real release: names, places, postcodes and URNs are in forms that cannot exist.
"""

from pathlib import Path

from pipelines import declared
from pipelines.sample import population, releases

SEED = 2026
PROVIDERS = 1200


def write_sample(directory: Path, seed: int = SEED, providers: int = PROVIDERS) -> list[Path]:
    """Write eight sample releases, oldest first, with `releases.csv` and `links.csv` beside them; give back the paths.

    `providers` counts every URN in any of the releases, leavers and planted providers included
    (which are written even when it is smaller than their number); a few come and go between two releases.
    """
    planted = population.planted()
    return releases.write(directory, planted + population.drawn(seed, providers - len(planted)))


def withheld() -> list[str]:
    """Names and postcodes that some sample release prints and the newest one covering the provider withholds.

    None may appear in a published database, a page, a search or an export.
    """
    found = []
    for provider in population.planted():
        if provider.withheld_from:
            found += [provider.name, provider.postcode]
    return found


def planted_rows() -> list[dict[str, str]]:
    """The planted providers with their URN and the label, flags and funded-places fact each is there to show."""
    return [{"urn": population.planted_urn(row["suffix"]), **row} for row in declared.rows("sample_planted")]
