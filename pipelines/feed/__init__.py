"""A local authority's own Ofsted feed: extracts read safely, staged once each. Local data: never part of an open build."""
