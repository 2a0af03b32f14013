"""Law watch: what Lovdata's free public data says of the provisions that entries cite."""
