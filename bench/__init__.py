"""Benches: each row names its workload, its bound and a reference measured in the same run.

`python -m bench [name …] [--quick] [--json]`. Data sets are made from a seed in a database of their own on the
embedded server and kept between runs; what is measured in writes works on a clone that is dropped afterwards.
"""
