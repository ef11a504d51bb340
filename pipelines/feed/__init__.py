"""A local authority's own Ofsted feed: extracts read safely and staged once each. Local data."""
