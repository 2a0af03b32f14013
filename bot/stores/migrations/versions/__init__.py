"""One file per step; each only adds, so that the release before can run on the result."""
