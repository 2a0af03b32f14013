"""From what is to be shown to an Adaptive Card 1.5, its fallback text and its speech. Pure."""
