// SQS as far as a copier needs it: what it sends to its own queue comes back as an SQS event.
#pragma once

#include "aws_stub.h"

// `target` is the X-Amz-Target header. False: not an operation of SQS's that is known here.
bool queue_stub_answer(const struct request *request, struct text target, struct answer *answer);

// The next messages as the event Lambda makes of them, at most ten; false when none waits. Valid until the next call.
bool queue_stub_take(struct text *event);

void queue_stub_report(FILE *out);
