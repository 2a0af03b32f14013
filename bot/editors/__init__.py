"""What editors and the owner use: measures, clashes, gaps, law watch."""
