"""Files of this room: layouts from YAML, papers as DOCX and PDF.

Entry points: `layouts.load_layout`, `paper_docx.render_docx`, `paper_pdf.render_pdf`.
Rendering is work for a job, not for a web worker.
"""
