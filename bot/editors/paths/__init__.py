"""Drawings of the guided paths, for those who write them."""
