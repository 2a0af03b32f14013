"""Bad input at scale against the running service: real HTTP, tokens checked, store on. Run: python -m benchmarks.fuzz."""
