#define _GNU_SOURCE
#include "http.h"
#include "tls.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { LARGEST_HEAD = 64 * 1024 };

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("bench server: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

uint64_t monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

bool text_is(struct text text, const char *word) {
    return text.length == strlen(word) && memcmp(text.at, word, text.length) == 0;
}

bool text_starts(struct text text, const char *prefix) {
    size_t length = strlen(prefix);
    return text.length >= length && memcmp(text.at, prefix, length) == 0;
}

struct text http_header(const struct request *request, const char *name) {
    size_t name_length = strlen(name);
    const char *line = request->headers.at, *end = line + request->headers.length;
    while (line < end) {
        const char *next = memmem(line, (size_t)(end - line), "\r\n", 2);
        if (next == NULL) break;
        if ((size_t)(next - line) > name_length && line[name_length] == ':' &&
            strncasecmp(line, name, name_length) == 0) {
            const char *value = line + name_length + 1;
            while (value < next && (*value == ' ' || *value == '\t')) value++;
            return (struct text){value, (size_t)(next - value)};
        }
        line = next + 2;
    }
    return (struct text){NULL, 0};
}

// Digits only, as RFC 9110 has it: no sign, no space, no trailing bytes. Returns false on anything else.
static bool parse_number(const char *at, size_t length, int base, size_t *value) {
    if (length == 0 || length > 8) return false;
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        int c = tolower((unsigned char)at[i]);
        int digit = isdigit(c) ? c - '0' : (c >= 'a' && c <= 'f') ? c - 'a' + 10 : 99;
        if (digit >= base) return false;
        *value = *value * (size_t)base + (size_t)digit;
    }
    return true;
}

// Walks the chunks at `from`. With `into`, also moves their data there, back to back.
static enum parse_result walk_chunks(const char *from, size_t available, char *into, size_t *data, size_t *consumed) {
    const char *at = from, *end = from + available;
    *data = 0;
    for (;;) {
        const char *line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
        if (line_end == NULL) return PARSE_INCOMPLETE;
        const char *extension = memchr(at, ';', (size_t)(line_end - at));
        size_t size;
        if (!parse_number(at, (size_t)((extension ? extension : line_end) - at), 16, &size)) return PARSE_MALFORMED;
        at = line_end + 2;
        if (size == 0) break;
        if ((size_t)(end - at) < size + 2) return PARSE_INCOMPLETE;
        if (memcmp(at + size, "\r\n", 2) != 0) return PARSE_MALFORMED;
        if (into != NULL) memmove(into + *data, at, size);
        *data += size;
        at += size + 2;
    }
    // Trailer fields up to the empty line; a streaming runtime sends its errors there.
    for (;;) {
        const char *line_end = memmem(at, (size_t)(end - at), "\r\n", 2);
        if (line_end == NULL) return PARSE_INCOMPLETE;
        bool is_empty = line_end == at;
        at = line_end + 2;
        if (is_empty) break;
    }
    *consumed = (size_t)(at - from);
    return PARSE_COMPLETE;
}

static bool parse_request_line(const char *line, const char *end, struct request *request) {
    const char *space = memchr(line, ' ', (size_t)(end - line));
    if (space == NULL) return false;
    request->method = (struct text){line, (size_t)(space - line)};
    const char *path = space + 1;
    space = memchr(path, ' ', (size_t)(end - path));
    if (space == NULL || path[0] != '/') return false;
    request->path = (struct text){path, (size_t)(space - path)};
    return text_is((struct text){space + 1, (size_t)(end - space - 1)}, "HTTP/1.1");
}

enum parse_result http_parse(char *input, size_t length, struct request *request, size_t *consumed) {
    char *head_end = memmem(input, length, "\r\n\r\n", 4);
    if (head_end == NULL) return length > LARGEST_HEAD ? PARSE_MALFORMED : PARSE_INCOMPLETE;
    char *line_end = memmem(input, length, "\r\n", 2);
    if (!parse_request_line(input, line_end, request)) return PARSE_MALFORMED;
    request->headers = (struct text){line_end + 2, (size_t)(head_end - line_end)};
    if (http_header(request, "Host").at == NULL) return PARSE_MALFORMED;
    request->expects_close = text_is(http_header(request, "Connection"), "close");

    char *body = head_end + 4;
    size_t available = length - (size_t)(body - input), body_length = 0, on_wire = 0;
    struct text encoding = http_header(request, "Transfer-Encoding");
    struct text declared = http_header(request, "Content-Length");
    if (encoding.at != NULL) {
        if (!text_is(encoding, "chunked") || declared.at != NULL) return PARSE_MALFORMED;
        // Looked through to its end first: joining a half-arrived body in place would destroy it.
        enum parse_result result = walk_chunks(body, available, NULL, &body_length, &on_wire);
        if (result != PARSE_COMPLETE) return result;
        walk_chunks(body, available, body, &body_length, &on_wire);
    } else if (declared.at != NULL) {
        if (!parse_number(declared.at, declared.length, 10, &body_length)) return PARSE_MALFORMED;
        if (available < body_length) return PARSE_INCOMPLETE;
        on_wire = body_length;
    }
    request->body = (struct text){body, body_length};
    *consumed = (size_t)(body - input) + on_wire;
    return PARSE_COMPLETE;
}

static void send_all(struct connection *connection, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = connection_send(connection, bytes, length);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if (errno == EAGAIN) {
            struct pollfd writable = {.fd = connection->fd, .events = POLLOUT};
            poll(&writable, 1, -1);
        } else if (errno != EINTR) {
            return; // The peer is gone; its connection's next read says so.
        }
    }
}

void http_answer(struct connection *connection, const char *status, const char *headers, const char *body,
                 size_t body_length) {
    // One send for head and body: two segments would cost the subject a second wake-up that no real server causes.
    static char *output;
    static size_t capacity;
    size_t needed = strlen(status) + strlen(headers) + body_length + 128;
    if (needed > capacity) {
        capacity = needed * 2;
        output = realloc(output, capacity);
        if (output == NULL) fail("out of memory");
    }
    int head = snprintf(output, capacity, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n", status, headers, body_length);
    memcpy(output + head, body, body_length);
    send_all(connection, output, (size_t)head + body_length);
}

void http_answer_head(struct connection *connection, const char *status, const char *headers) {
    char head[2048];
    int length = snprintf(head, sizeof head, "HTTP/1.1 %s\r\n%s\r\n", status, headers);
    if (length < 0 || (size_t)length >= sizeof head) fail("headers too long");
    send_all(connection, head, (size_t)length);
}
