"""Pages for everybody, feeds, and the editors' desk."""
