"""The append-only record of what was done.

One line for each change, written in the change's own transaction, sealed in chained batches.
Lines hold ids, codes, field names, amounts and salted digests, never personal values.
"""
