"""The command line: options in, the library called, lines and exit statuses out."""

# The modules that other packages may use.
__all__ = ["main"]
