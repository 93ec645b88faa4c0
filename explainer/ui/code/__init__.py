"""What “Show the code” shows of each page: the chain from the page's action to the network call, in its order.

A test runs every page under a profiler and holds that all of this ran and that nothing of the chain is missing.
"""
