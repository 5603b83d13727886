"""Who signs in, and for which unit and post they act.

A user holds appointments: user × unit × post × from–to. An Actor is made of them at the edge.
Personal data of people stands apart, encrypted with a key a record, and can be erased.
"""
