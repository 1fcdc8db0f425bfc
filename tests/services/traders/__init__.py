"""Traders and what is told of them."""
