"""Importing, undoing and exporting registers, with real files and real data folders."""
