"""Dagster wiring only: every body reads the company, calls one step of the night, tells figures."""
