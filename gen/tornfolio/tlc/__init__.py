"""Drives the real TLC and the PlusCal translator, and reads what they say."""

# The modules that other packages may use.
__all__ = [
    "archive_seal",
    "argv",
    "batch",
    "behaviour",
    "class_archive",
    "frames",
    "generate",
    "jvm",
    "limits",
    "messages",
    "pool",
    "result",
    "resumable",
    "run_folder",
    "search",
    "session",
    "signals",
    "toolchain",
    "vacuous",
    "version",
    "workplace",
]
