"""Training and measuring the networks. Imports no front end: runs on machines that have only torch."""
