"""Requests over loopback: our full answers beside the echoes of the SDKs and a bare handler. Run: python -m benchmarks.http."""
