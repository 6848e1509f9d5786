"""Shared by the tests of several folders: a Glue whose clock is moved by hand, and one Redshift for all tests of a process."""
