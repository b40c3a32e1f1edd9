"""When and from where: loading, the night, publishing, the command line."""
