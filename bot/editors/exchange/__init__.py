"""What goes out of the guide and comes into it: sheets, catalogues, and other systems' question-and-answer files."""
