// What SigV4 needs of OpenSSL, SHA-256 and HMAC, and what the transport needs to start it for TLS.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>

#endif
