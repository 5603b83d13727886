"""What units ask for: proposals and obstacles, merged, answered, carried over until answered."""
