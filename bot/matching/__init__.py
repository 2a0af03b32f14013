"""Match a question to the guide: pure, fast, and able to say why. Danger and privacy are decided elsewhere."""
