"""A public issue tracker and staff directory as a static site, generated from a git-backed store."""

__version__ = "0.1.0"
