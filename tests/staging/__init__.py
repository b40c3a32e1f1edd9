"""Each tool's exports, from the files that it writes to the rows of the shared shapes."""
