// libpq's client header, and its field codes, which are character constants in C and no integers in Swift.
#ifndef CLIBPQ_SHIM_H
#define CLIBPQ_SHIM_H

#include <postgresql/libpq-fe.h>

static inline char *clibpq_sqlstate(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }
static inline char *clibpq_primary_message(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}
static inline char *clibpq_detail(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL); }

#endif
