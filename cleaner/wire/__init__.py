"""Blocks -> the news agency a story is credited to, read before the credit is stripped."""

from cleaner.wire.credit import Agencies, Credit

__all__ = ["Agencies", "Credit"]
