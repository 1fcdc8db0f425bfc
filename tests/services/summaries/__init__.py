"""Tests of written summaries."""
