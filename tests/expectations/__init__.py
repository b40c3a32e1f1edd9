"""Tests of the expectations package."""
