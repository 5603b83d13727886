"""The public page: what everybody may read without signing in and without a cookie.

News of units (draft, published, corrected in sight, withdrawn with a reason), their pictures, documents and
conferences made public, feeds, search, and visits counted without following anybody. Nothing imports this room.
"""
