"""Files that people hand in: sniffed, limited, hashed, stored under names of our own.

A file is stored once for each content; pictures lose their EXIF data before they are kept.
"""
