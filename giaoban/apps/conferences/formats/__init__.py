"""The notice of conclusions as a paper."""
