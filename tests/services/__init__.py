"""Tests mirror app/: the test of a module stands where the module stands."""
