"""Undring: an action guide for staff who meet children, answering in Microsoft Teams."""
