// The AWS a copier needs, on one port: S3 (s3_stub), SQS (queue_stub); whatever else is asked for is refused and counted.
#pragma once

#include "http.h"
#include <stdio.h>

// What a stub answers. `body` stays the stub's own; it is valid until the stub answers again.
struct answer {
    const char *status;
    // Complete lines, each ending in CRLF.
    const char *headers;
    const char *body;
    size_t length;
    // HEAD: the headers tell a length, and there is no body.
    bool has_own_length;
};

void aws_stub_set_latency(unsigned long milliseconds);

answer_function aws_stub_answer;

// Answers that are held back: milliseconds until the next is due (-1: none), and sending those that are.
int aws_stub_next_due_ms(void);
void aws_stub_answer_due(void);

// Must be called before a connection is freed.
void aws_stub_forget(const struct connection *connection);

void aws_stub_report(FILE *out);
