"""Giao Ban runs the working cycle of a network of organisations. The core knows no country; packs do."""
