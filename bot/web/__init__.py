"""The HTTP routes: messages from Teams, health and metrics, and in local mode the chat page."""
