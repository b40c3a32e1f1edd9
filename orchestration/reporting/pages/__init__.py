"""What fills each page."""
