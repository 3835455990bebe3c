"""Has TLC search on many machines, by its own server and workers."""

# The modules that other packages may use.
__all__ = ["decide", "local_worker", "rendezvous", "worker"]
