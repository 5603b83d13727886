"""Reads of documents: `contents` written paragraph by paragraph, the `register`."""
