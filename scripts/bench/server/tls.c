#define _GNU_SOURCE
#include "tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

static SSL_CTX *context;

void tls_load(const char *certificate, const char *key) {
    // OpenSSL writes without MSG_NOSIGNAL.
    signal(SIGPIPE, SIG_IGN);
    context = SSL_CTX_new(TLS_server_method());
    if (context == NULL || SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
        fail("cannot use %s and %s: %s", certificate, key, ERR_error_string(ERR_get_error(), NULL));
    // As S3: HTTP/1.1, with session tickets.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

void tls_begin(struct connection *connection) {
    connection->tls = SSL_new(context);
    if (connection->tls == NULL || SSL_set_fd(connection->tls, connection->fd) != 1) fail("cannot begin TLS");
    SSL_set_accept_state(connection->tls);
}

void tls_end(struct connection *connection) { SSL_free(connection->tls); }

// What recv or send would have returned, with errno as they set it.
static ssize_t as_socket(SSL *tls, int result) {
    if (result > 0) return result;
    int error = SSL_get_error(tls, result);
    ERR_clear_error();
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
    return -1;
}

ssize_t connection_receive(struct connection *connection, char *into, size_t length) {
    if (connection->tls == NULL) return recv(connection->fd, into, length, 0);
    return as_socket(connection->tls, SSL_read(connection->tls, into, (int)length));
}

ssize_t connection_send(struct connection *connection, const char *bytes, size_t length) {
    if (connection->tls == NULL) return send(connection->fd, bytes, length, MSG_NOSIGNAL);
    return as_socket(connection->tls, SSL_write(connection->tls, bytes, (int)length));
}

bool connection_has_pending(const struct connection *connection) {
    return connection->tls != NULL && SSL_pending(connection->tls) > 0;
}
