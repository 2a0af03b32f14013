"""How well the guide understands people: measured on questions that are never matched against."""
