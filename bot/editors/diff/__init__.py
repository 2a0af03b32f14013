"""What a change of the guide does to its answers, before it is live."""
