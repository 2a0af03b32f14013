"""What we claim about speed, scale and quality, each measured beside its peer in the same run."""
