"""Writers of table formats, behind one interface."""
