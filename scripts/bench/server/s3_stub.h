// S3 as far as a copier needs it: every CopyObject succeeds, anything else is refused, and all of it is counted.
#pragma once

#include "http.h"
#include <stdio.h>

void s3_stub_set_latency(unsigned long milliseconds);

answer_function s3_stub_answer;

// Answers that are held back: milliseconds until the next is due (-1: none), and sending those that are.
int s3_stub_next_due_ms(void);
void s3_stub_answer_due(void);

// Must be called before a connection is freed.
void s3_stub_forget(const struct connection *connection);

void s3_stub_report(FILE *out);
