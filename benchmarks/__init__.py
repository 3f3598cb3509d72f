"""Speed and memory, as ratios against a reference that is measured in the same run.

`python -m benchmarks [section or engine ...]` prints one table; docs/benchmarks.md explains it.
"""
