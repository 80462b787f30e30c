"""The errors a caller may see. A bad *document* is never one of them: it comes out with `problem=`."""


class CleanerError(Exception):
    """Base of all errors raised on purpose; the message says what, where and what to do."""


class InputError(CleanerError):
    """An input cannot be read at all: a missing file, an unknown format, a field that is not there."""


class RuleError(CleanerError):
    """A rule pack is wrong; the message names file, rule and fix."""


class ConfigError(CleanerError):
    """A setting is unknown, malformed or contradicts another."""


class OutputError(CleanerError):
    """An output cannot be written: it exists already, the disk is full, permission is missing."""


class IndexMismatchError(CleanerError):
    """Sketches or an index were made with another configuration than the one in use."""
