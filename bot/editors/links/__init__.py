"""Whether the addresses in the guide still lead somewhere."""
