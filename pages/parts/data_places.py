"""What the page Map asks: where the settings of a view lie, from the build on screen.

Beside pages/parts/data.py, which serves the build and asks everything else.
"""

from pages.parts import data
from pipelines import places


def view(filters: dict, order: str, page: int) -> dict:
    """What a map of this view holds: counts, a page of the table, points, squares, towns, frame (pipelines.places)."""
    return places.view(data.served(), filters, order, page, data.PAGE_SIZE)
