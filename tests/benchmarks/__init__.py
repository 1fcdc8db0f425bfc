"""Measurements of what people wait for, each as a ratio against a baseline measured in the same run.

Run by ``python -m tests.benchmarks``; pytest does not collect them. What is right or wrong belongs into tests.
"""
