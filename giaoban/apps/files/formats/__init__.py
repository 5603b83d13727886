"""What a file really is, and pictures without their hidden data."""
