"""Write in the guide's files: only the lines that change, whole or not at all, and never over another editor's change."""
