"""The local AWS DMS and AWS DataSync: the two services' wire protocol over states that one may set, and a full load
that really copies rows between PostgreSQL databases. No function knows it is local.
"""
