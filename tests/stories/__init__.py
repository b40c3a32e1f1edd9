"""Small stories, each a few lines, and the rows of the marts that the definitions make of them."""
