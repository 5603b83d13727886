"""Views of documents: the register, contents, their paragraphs."""
