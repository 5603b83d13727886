"""Carrying out a document: instruction, implementing document, dissemination ticked by units."""
