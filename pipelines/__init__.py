"""Ingest Ofsted releases into a DuckDB warehouse and label each provider's inspection history."""
