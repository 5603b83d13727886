"""The stream of a topic, and the page that is asked again where no stream gets through."""
