// What SigV4 needs of OpenSSL: SHA-256 and HMAC. OpenSSL is linked for TLS already.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#endif
