// The HTTP/1.1 both stubs speak: strict, keep-alive, one request at a time on a connection.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A piece of a connection's input; not NUL-terminated.
struct text {
    const char *at;
    size_t length;
};

struct request {
    struct text method, path, headers, body;
    bool expects_close;
};

struct connection;
typedef void answer_function(struct connection *, const struct request *);

struct ssl_st;

struct connection {
    int fd;
    // OpenSSL's SSL, or NULL on a port without TLS.
    struct ssl_st *tls;
    bool is_listener;
    answer_function *answer;
    char *input;
    size_t length, capacity;
    // Set while a stub holds the answer back; a client that pipelines past it is dropped.
    bool awaits_answer;
};

enum parse_result { PARSE_INCOMPLETE, PARSE_COMPLETE, PARSE_MALFORMED };

// Reads one request from the start of `input`. A chunked body is joined in place, so `request` is valid until the
// caller discards the `*consumed` bytes.
enum parse_result http_parse(char *input, size_t length, struct request *request, size_t *consumed);

// The value of a header (name compared without case), or a text whose `at` is NULL.
struct text http_header(const struct request *request, const char *name);

// `headers` is complete lines, each ending in CRLF, or "". Content-Length is added here.
void http_answer(struct connection *connection, const char *status, const char *headers, const char *body,
                 size_t body_length);

// The same without a body, for HEAD: `headers` tells the length the body would have.
void http_answer_head(struct connection *connection, const char *status, const char *headers);

bool text_is(struct text text, const char *word);
bool text_starts(struct text text, const char *prefix);

// CLOCK_MONOTONIC, the clock the driver reads just before it starts a subject.
uint64_t monotonic_ns(void);

__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);
