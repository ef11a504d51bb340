"""B: the least Streamlit app that shows the same table. One select box, one query, the same HTML rows; no frame, no
counts, no other filter, nothing in the address but the authority (so that many sessions can be driven at once).
"""

import duckdb
import streamlit as st

from pages.parts import tables, words
from pipelines import paths, publish

EVERYWHERE = "All"
LISTED = (
    "SELECT * FROM served.mart.listing WHERE tier IN ('intensive', 'targeted', 'watch') "
    "AND ($authority::VARCHAR IS NULL OR local_authority = $authority) ORDER BY tier_order, label_order, "
    "volatility DESC NULLS LAST, decline DESC NULLS LAST, urn LIMIT 25"
)


@st.cache_resource
def connection() -> duckdb.DuckDBPyConnection:
    warehouse = paths.Warehouse(paths.default_warehouse())
    con = duckdb.connect()
    con.execute(f"ATTACH '{warehouse.builds / publish.current(warehouse)['database']}' AS served (READ_ONLY)")
    return con


@st.cache_data
def authorities() -> list[str]:
    found = connection().cursor().execute("SELECT DISTINCT local_authority FROM served.mart.listing ORDER BY 1")
    return [EVERYWHERE, *(name for (name,) in found.fetchall())]


st.title("Bare")
names = authorities()
chosen = st.selectbox("Local authority", names, index=names.index(st.query_params.get("local_authority", EVERYWHERE)))
result = connection().cursor().execute(LISTED, {"authority": None if chosen == EVERYWHERE else chosen})
columns = [column[0] for column in result.description]
rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
tables.listing(rows, words.displayed(), {}, "Settings")
