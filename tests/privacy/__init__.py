"""What must never be kept, looked for everywhere."""
