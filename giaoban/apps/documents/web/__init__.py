"""Pages of the register and of contents written paragraph by paragraph."""
