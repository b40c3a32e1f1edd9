"""How long a night takes on a large company, against the least it could take."""
