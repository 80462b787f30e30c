"""The report: one HTML page about a finished run, to be read offline."""

from cleaner.report.page import write

__all__ = ["write"]
