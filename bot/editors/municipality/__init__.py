"""A local layer for a new municipality: what must be filled in, and how far it has come."""
