#define _GNU_SOURCE
#include "multipart.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define UPLOAD_ID "VXBsb2FkIElEIGZvciB0aGUgYmVuY2gncyBsYXJnZSBvYmplY3Q"
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMESPACE " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""
#define SOURCE_ETAG "7d793037a0760186574b0282f2f435e7-10000"

enum { MOST_PARTS = 10000, PAGE = 1000 };

static unsigned long long object_size, part_bytes[MOST_PARTS + 1], bytes_held;
static unsigned long creates, part_copies, distinct_parts, lists, completes, aborts, source_heads, target_heads, wrong;
static bool is_open, is_complete;

// The answers' bodies are made here.
static char *output;
static size_t output_length, output_capacity;

void multipart_set_object_size(unsigned long long bytes) { object_size = bytes; }

__attribute__((format(printf, 1, 2))) static void print(const char *format, ...) {
    for (;;) {
        va_list arguments;
        va_start(arguments, format);
        size_t space = output_capacity - output_length;
        int length = vsnprintf(output == NULL ? NULL : output + output_length, space, format, arguments);
        va_end(arguments);
        if (length < 0) fail("vsnprintf");
        if ((size_t)length < space) {
            output_length += (size_t)length;
            return;
        }
        output_capacity = output_capacity * 2 + (size_t)length + 1024;
        output = realloc(output, output_capacity);
        if (output == NULL) fail("out of memory");
    }
}

// The value of a query parameter; its `at` is NULL when the query does not have it.
static struct text query_value(struct text path, const char *name) {
    size_t name_length = strlen(name);
    const char *end = path.at + path.length, *at = memchr(path.at, '?', path.length);
    while (at != NULL && at < end) {
        const char *start = at + 1, *next = memchr(start, '&', (size_t)(end - start));
        const char *stop = next != NULL ? next : end;
        if ((size_t)(stop - start) >= name_length && memcmp(start, name, name_length) == 0) {
            const char *after = start + name_length;
            if (after == stop) return (struct text){after, 0};
            if (*after == '=') return (struct text){after + 1, (size_t)(stop - after - 1)};
        }
        at = next;
    }
    return (struct text){NULL, 0};
}

bool query_has(struct text path, const char *name) { return query_value(path, name).at != NULL; }

static unsigned long long number(struct text text) {
    unsigned long long value = 0;
    for (size_t i = 0; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        value = value * 10 + (unsigned long long)(text.at[i] - '0');
    return value;
}

static struct answer answer_with(const char *status) {
    return (struct answer){.status = status, .headers = S3_HEADERS, .body = output, .length = output_length};
}

static struct answer error(const char *status, const char *code) {
    wrong++;
    print(XML "<Error><Code>%s</Code><Message>The bench stub says so.</Message>"
              "<RequestId>3SAMPLE0REQUEST0</RequestId></Error>", code);
    return answer_with(status);
}

static struct answer create(void) {
    creates++;
    if (is_open) return error("501 Not Implemented", "NotImplemented"); // One object, one upload.
    is_open = true;
    is_complete = false;
    distinct_parts = 0;
    bytes_held = 0;
    memset(part_bytes, 0, sizeof part_bytes);
    print(XML "<InitiateMultipartUploadResult" NAMESPACE "><Bucket>example-target</Bucket><Key>large</Key>"
              "<UploadId>" UPLOAD_ID "</UploadId></InitiateMultipartUploadResult>");
    return answer_with("200 OK");
}

static struct answer copy_part(const struct request *request) {
    part_copies++;
    unsigned long long part = number(query_value(request->path, "partNumber"));
    struct text range = http_header(request, "x-amz-copy-source-range");
    if (part < 1 || part > MOST_PARTS || !text_starts(range, "bytes=")) return error("400 Bad Request", "InvalidArgument");
    const char *dash = memchr(range.at, '-', range.length);
    unsigned long long first = number((struct text){range.at + 6, range.length - 6});
    unsigned long long last = dash ? number((struct text){dash + 1, range.length - (size_t)(dash + 1 - range.at)}) : 0;
    if (dash == NULL || last < first || last >= object_size) return error("416 Requested Range Not Satisfiable", "InvalidRange");
    distinct_parts += part_bytes[part] == 0;
    bytes_held += last - first + 1 - part_bytes[part];
    part_bytes[part] = last - first + 1;
    print(XML "<CopyPartResult" NAMESPACE "><LastModified>2026-01-15T09:30:12.000Z</LastModified>"
              "<ETag>&quot;9b2cf535f27731c9743436450000%04llu&quot;</ETag></CopyPartResult>", part % 10000);
    return answer_with("200 OK");
}

static struct answer list_parts(const struct request *request) {
    lists++;
    unsigned long long after = number(query_value(request->path, "part-number-marker")), listed = 0, last = after;
    struct text limit = query_value(request->path, "max-parts");
    unsigned long long page = limit.at != NULL && number(limit) < PAGE ? number(limit) : PAGE;
    print(XML "<ListPartsResult" NAMESPACE "><Bucket>example-target</Bucket><Key>large</Key><UploadId>" UPLOAD_ID
              "</UploadId><PartNumberMarker>%llu</PartNumberMarker><MaxParts>%llu</MaxParts>", after, page);
    unsigned long long part = after + 1;
    for (; part <= MOST_PARTS && listed < page; part++) {
        if (part_bytes[part] == 0) continue;
        print("<Part><PartNumber>%llu</PartNumber><LastModified>2026-01-15T09:30:12.000Z</LastModified>"
              "<ETag>&quot;9b2cf535f27731c9743436450000%04llu&quot;</ETag><Size>%llu</Size></Part>", part, part % 10000,
              part_bytes[part]);
        last = part;
        listed++;
    }
    bool is_truncated = false;
    for (; part <= MOST_PARTS && !is_truncated; part++) is_truncated = part_bytes[part] != 0;
    if (is_truncated) print("<NextPartNumberMarker>%llu</NextPartNumberMarker>", last);
    print("<IsTruncated>%s</IsTruncated></ListPartsResult>", is_truncated ? "true" : "false");
    return answer_with("200 OK");
}

static struct answer complete(const struct request *request) {
    completes++;
    unsigned long named = 0;
    const char *at = request->body.at, *end = at + request->body.length;
    while ((at = memmem(at, (size_t)(end - at), "<PartNumber>", 12)) != NULL) {
        at += 12;
        unsigned long long part = number((struct text){at, (size_t)(end - at)});
        if (part < 1 || part > MOST_PARTS || part_bytes[part] == 0) return error("400 Bad Request", "InvalidPart");
        named++;
    }
    struct text size = http_header(request, "x-amz-mp-object-size");
    if (named != distinct_parts || bytes_held != object_size || (size.at != NULL && number(size) != bytes_held))
        return error("400 Bad Request", "InvalidRequest");
    is_open = false;
    is_complete = true;
    print(XML "<CompleteMultipartUploadResult" NAMESPACE "><Bucket>example-target</Bucket><Key>large</Key>"
              "<ETag>&quot;" SOURCE_ETAG "&quot;</ETag></CompleteMultipartUploadResult>");
    return answer_with("200 OK");
}

static struct answer head(const struct request *request) {
    static char headers[1024];
    bool is_source = text_starts(request->path, "/example-source/");
    if (is_source) source_heads++;
    else target_heads++;
    bool is_there = is_source || is_complete;
    snprintf(headers, sizeof headers,
             S3_HEADERS "%sContent-Length: %llu\r\n",
             is_there ? "ETag: \"" SOURCE_ETAG "\"\r\nLast-Modified: Thu, 15 Jan 2026 09:30:10 GMT\r\n"
                        "Accept-Ranges: bytes\r\nx-amz-meta-origin: erp\r\n"
                        "x-amz-version-id: 096fKKXTRTtl3on89fVO.nfljtsv6qko\r\n"
                      : "",
             is_there ? object_size : 0);
    return (struct answer){.status = is_there ? "200 OK" : "404 Not Found", .headers = headers, .body = "", .has_own_length = true};
}

bool multipart_answer(const struct request *request, struct answer *answer) {
    output_length = 0;
    struct text method = request->method, path = request->path;
    if (text_is(method, "HEAD")) {
        *answer = head(request);
        return true;
    }
    if (text_is(method, "POST") && query_has(path, "uploads")) {
        *answer = create();
        return true;
    }
    struct text upload = query_value(path, "uploadId");
    if (upload.at == NULL) return false;
    if (!is_open || !text_is(upload, UPLOAD_ID)) *answer = error("404 Not Found", "NoSuchUpload");
    else if (text_is(method, "PUT")) *answer = copy_part(request);
    else if (text_is(method, "GET")) *answer = list_parts(request);
    else if (text_is(method, "POST")) *answer = complete(request);
    else if (text_is(method, "DELETE")) {
        aborts++;
        is_open = false;
        *answer = (struct answer){.status = "204 No Content", .headers = S3_HEADERS, .body = ""};
    } else return false;
    return true;
}

void multipart_report(FILE *out) {
    fprintf(out,
            "\"multipart\":{\"creates\":%lu,\"part_copies\":%lu,\"distinct_parts\":%lu,\"lists\":%lu,\"completes\":%lu,"
            "\"aborts\":%lu,\"source_heads\":%lu,\"target_heads\":%lu,\"errors\":%lu,\"is_complete\":%s,\"bytes\":%llu}",
            creates, part_copies, distinct_parts, lists, completes, aborts, source_heads, target_heads, wrong,
            is_complete ? "true" : "false", bytes_held);
}
