"""The stream and, where none gets through, the page that is asked again."""
