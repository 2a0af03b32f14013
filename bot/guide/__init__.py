"""What the guide is: entries, their layers, their law and their checks. Pure once loaded."""
