"""RedshiftLoader end to end on the local AWS."""
