"""The demonstration half-year, first half of 2021: synthetic figures and texts from a fixed seed.

Two national totals were published and come out exactly: 726 shops and 100,312 tonnes. Everything else here
is made up ("dữ liệu mô phỏng"); no figure is a claim about a real unit, no text names a living
person or a donor.
"""
