"""Is the data believable: Great Expectations suites, one function a table."""
