// TLS on a port of the server, by OpenSSL: what a subject pays for is its own side of it.
#pragma once

#include "http.h"
#include <sys/types.h>

// Reads the PEM files; connections accepted afterwards by tls_begin speak TLS.
void tls_load(const char *certificate, const char *key);

// Makes the connection one over TLS. The handshake happens as its first bytes are read.
void tls_begin(struct connection *connection);
void tls_end(struct connection *connection);

// As recv and send on the connection's socket: errno is EAGAIN where more has to arrive first. Without TLS they are those.
ssize_t connection_receive(struct connection *connection, char *into, size_t length);
ssize_t connection_send(struct connection *connection, const char *bytes, size_t length);

// True when decrypted bytes wait that epoll does not know of.
bool connection_has_pending(const struct connection *connection);
