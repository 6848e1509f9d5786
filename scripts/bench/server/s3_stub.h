// S3 as far as a copier needs it: CopyObject, HEAD, and one large object's multipart copy; anything else is refused, and
// all of it is counted.
#pragma once

#include "aws_stub.h"

// Bytes that HEAD says of every object of the source: those of the large one.
void s3_stub_set_object_size(unsigned long long bytes);

struct answer s3_stub_answer(const struct request *request);

void s3_stub_report(FILE *out);
