"""The review pages: one small site, in both languages, built from the published marts alone."""

from orchestration.reporting.site import Site, index_of, write_site

__all__ = ["Site", "index_of", "write_site"]
