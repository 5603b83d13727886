"""Documents: the register of what arrived and what went out, and the paragraph document.

Paragraphs keep their identity through versions; comments hang on a paragraph.
`domain/paper.py` describes a laid-out paper; `formats/` renders it as DOCX and PDF.
"""
