"""The parts that pages are made of: tables, filters, forms, badges, breadcrumbs, maps, states, errors.

A page says what it shows; how that looks, sorts, pages, exports and reads aloud is decided here, once.
Parts return safe HTML or a small object that a template of `templates/kit/` draws; the tags are in
`templatetags/kit.py`. `docs/howto/build-a-page.md` shows each part in use.
"""
