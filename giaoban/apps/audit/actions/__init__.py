"""Writing lines and sealing them."""
