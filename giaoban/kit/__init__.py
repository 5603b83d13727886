"""What every room uses and no room owns: the use-case door, access, errors, clock, text, periods, the UI parts.

The kit holds no models and imports no app.
"""
