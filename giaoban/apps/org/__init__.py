"""The network: areas, organisations, units and the dated lines between them.

Every placement, name and line carries the days on which it is true. Which units exist is data.
The calendar of holidays and make-up working days lives here too, because every deadline needs it.
"""
