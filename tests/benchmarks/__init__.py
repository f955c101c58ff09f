"""What the program costs, measured beside a rival in the same run; `python -m tests.benchmarks` runs all."""
