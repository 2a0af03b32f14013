"""The conversation: a Turn comes in, a Reply goes out, and nothing here knows of Teams, HTTP or SQL."""
