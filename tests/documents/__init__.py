"""Tests of papers, layouts and the register of documents."""
