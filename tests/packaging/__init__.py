"""Tests of ``packaging``: the start script and the locks it installs from."""
