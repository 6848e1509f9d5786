// Debian's libpq.a is built with Kerberos and LDAP, for which Debian has no static archives. The PostgreSQL library turns
// Kerberos off (gssencmode=disable) and names no service file, the only place from which libpq asks LDAP. Each symbol that
// libcurl_unused_protocols.c does not stand in for already is a function that fails.
//
// In a function without libpq the linker drops them, as nothing refers to them.
#ifdef FULLY_STATIC

#include <stddef.h>

#define FAILS(name) int name(void) { return -1; }
#define NULL_RESULT(name) void *name(void) { return NULL; }
#define DOES_NOTHING(name) void name(void) {}

// Kerberos (libgssapi_krb5)
FAILS(gss_acquire_cred) FAILS(gss_release_cred) FAILS(gss_wrap_size_limit)

// LDAP (libldap)
NULL_RESULT(ldap_init) NULL_RESULT(ldap_first_entry) NULL_RESULT(ldap_get_values_len)
FAILS(ldap_simple_bind) FAILS(ldap_search_st) FAILS(ldap_unbind) FAILS(ldap_count_entries)
DOES_NOTHING(ldap_value_free_len)

#endif
