"""Whether one person alone uses this dashboard, on the computer it runs on: what only that person may do needs that."""

import ipaddress
import os

import streamlit as st

FORWARDED = ("Forwarded", "X-Forwarded-For", "Via")


def is_alone(variable: str) -> bool:
    """Whether it listens on this computer only and is not behind another web server, unless the environment variable
    of this name says otherwise: 1 yes, anything else no."""
    said = os.environ.get(variable, "").strip()
    if said:
        return said == "1"
    # Behind another web server the dashboard listens on this computer and is reached from everywhere.
    is_forwarded = any(st.context.headers.get(name) for name in FORWARDED)
    return not is_forwarded and is_loopback(st.get_option("server.address"))


def is_loopback(address: str | None) -> bool:
    """Whether an address to listen on can be reached from this computer only."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
