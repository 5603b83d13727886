"""Pages for everybody, and the editors' desk."""
