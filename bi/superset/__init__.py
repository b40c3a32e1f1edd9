"""A dashboard of Superset over the published marts, and the environment that it is tried in."""
