"""Tests of the zips as packaged: in an empty chroot, and under AWS's own Runtime API emulator.

Run by scripts/test.sh, as root, with a Python that has nothing but its standard library:
    python3 -m unittest discover -s Tests -t Tests -p 'test_*.py'
"""
