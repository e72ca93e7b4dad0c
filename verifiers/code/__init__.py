"""Programs against tests."""
