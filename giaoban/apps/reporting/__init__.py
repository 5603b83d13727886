"""Forms, what is expected of whom in a period, and the reports units hand in.

A report's values become totals of every superior unit in the transaction that receives it.
"""
