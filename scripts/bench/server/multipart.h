// One object's multipart copy: what S3 keeps of it between CreateMultipartUpload and CompleteMultipartUpload.
#pragma once

#include "aws_stub.h"

#define S3_HEADERS                                                                                                     \
    "x-amz-id-2: kd7Y1i2J0FZBm3Sample0Host0Id0Of0The0Usual0Length0aW5nIGJlbmNo=\r\n"                                   \
    "x-amz-request-id: 3SAMPLE0REQUEST0\r\n"                                                                           \
    "Date: Thu, 15 Jan 2026 09:30:12 GMT\r\n"                                                                          \
    "Content-Type: application/xml\r\n"                                                                                \
    "Server: AmazonS3\r\n"

void multipart_set_object_size(unsigned long long bytes);

// False: the request is about something else.
bool multipart_answer(const struct request *request, struct answer *answer);

void multipart_report(FILE *out);

// Whether a path's query has the parameter.
bool query_has(struct text path, const char *name);
