"""What staff ask and the guide cannot answer, gathered into themes with a place to put each."""
