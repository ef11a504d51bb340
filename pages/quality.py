"""Can the releases be relied on? What each held, what could not be read, and what was done about it."""

import streamlit as st

from pages.parts import checking, data, export, filters, frame, ledger

frame.needed()
st.title("What was read, and what could not be?", anchor=False)
found = data.quality()
one, problem = ledger.chosen(found, filters.address())
filters.report([*([problem] if problem else []), *filters.strangers(filters.address())])
st.header(checking.finding(found), anchor=False)
ledger.refused(data.refused())
ledger.releases(found)
st.caption(checking.COVERAGE)
export.whole_ledger()

st.header("What did one release hold?", anchor=False)
ledger.choose(found, one)
number = one["release_id"]
st.write(checking.facts(one))

st.subheader("What could not be taken as printed", anchor=False)
ledger.findings(data.findings(number))

st.subheader("Where it differs from what stands", anchor=False)
ledger.disagreements(data.disagreements(number))

st.subheader("Headers", anchor=False)
ledger.headers(data.headers(number))

st.subheader("How full each column is", anchor=False)
ledger.completeness(data.completeness(number), checking.unlike(one, found))
