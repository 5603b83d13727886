"""Indicators, calendar periods and the stored totals of every unit.

Reports write into the totals; tasks and briefings read them through `value_of`.
"""
