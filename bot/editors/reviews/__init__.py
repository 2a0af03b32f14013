"""Review that is seen: who must look at what, what has opened a review, and how far the guide can be trusted."""
