"""Tests of orchestration.ledger."""
