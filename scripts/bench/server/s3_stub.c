#include "s3_stub.h"
#include "json.h"
#include "multipart.h"

#include <string.h>

static const char COPIED[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<CopyObjectResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
    "<LastModified>2026-01-15T09:30:12.000Z</LastModified>"
    "<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag>"
    "<ChecksumType>FULL_OBJECT</ChecksumType><ChecksumCRC64NVME>rQ7YbW2oTfE=</ChecksumCRC64NVME>"
    "</CopyObjectResult>";
static const char REFUSED[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Error><Code>NotImplemented</Code><Message>The bench stub answers copies only.</Message>"
    "<RequestId>3SAMPLE0REQUEST0</RequestId></Error>";
static const char NO_TAGS[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet/></Tagging>";

enum { SEEN_SLOTS = 1 << 20, KEPT_TEXT = 2000 };

static const char *const METHODS[] = {"GET", "HEAD", "PUT", "POST", "DELETE"};
enum { METHOD_COUNT = sizeof METHODS / sizeof METHODS[0] };
static unsigned long per_method[METHOD_COUNT], requests, copies, distinct_copies, refused;
static char last_path[KEPT_TEXT], last_source[KEPT_TEXT];
static size_t last_path_length, last_source_length;

void s3_stub_set_object_size(unsigned long long bytes) { multipart_set_object_size(bytes); }

static uint64_t hash(uint64_t seed, struct text text) { // FNV-1a
    for (size_t i = 0; i < text.length; i++) seed = (seed ^ (unsigned char)text.at[i]) * 0x100000001b3u;
    return seed;
}

// Counts a copy as a new one only if its target and source were not seen together before: requests per object are
// per object, not per repetition.
static void count_distinct(struct text path, struct text source) {
    static uint64_t seen[SEEN_SLOTS];
    uint64_t key = hash(hash(0xcbf29ce484222325u, path), source) | 1;
    size_t slot = (key >> 1) % SEEN_SLOTS;
    while (seen[slot] != 0 && seen[slot] != key) slot = (slot + 1) % SEEN_SLOTS;
    if (seen[slot] == key) return;
    seen[slot] = key;
    if (++distinct_copies > SEEN_SLOTS / 2) fail("more copies than the stub can tell apart");
}

static size_t keep(char *into, struct text text) {
    size_t length = text.length < KEPT_TEXT ? text.length : KEPT_TEXT;
    memcpy(into, text.at, length);
    return length;
}

struct answer s3_stub_answer(const struct request *request) {
    requests++;
    for (size_t i = 0; i < METHOD_COUNT; i++) per_method[i] += text_is(request->method, METHODS[i]);
    struct answer answer;
    if (multipart_answer(request, &answer)) return answer;
    struct text source = http_header(request, "x-amz-copy-source");
    if (text_is(request->method, "PUT") && source.at != NULL) {
        copies++;
        count_distinct(request->path, source);
        last_path_length = keep(last_path, request->path);
        last_source_length = keep(last_source, source);
        return (struct answer){
            .status = "200 OK", .headers = S3_HEADERS, .body = COPIED, .length = sizeof COPIED - 1};
    }
    if (text_is(request->method, "GET") && query_has(request->path, "tagging"))
        return (struct answer){
            .status = "200 OK", .headers = S3_HEADERS, .body = NO_TAGS, .length = sizeof NO_TAGS - 1};
    refused++;
    return (struct answer){
        .status = "501 Not Implemented", .headers = S3_HEADERS, .body = REFUSED, .length = sizeof REFUSED - 1};
}

void s3_stub_report(FILE *out) {
    fprintf(out, "\"s3\":{\"requests\":%lu,\"copies\":%lu,\"distinct_copies\":%lu,\"refused\":%lu,\"methods\":{", requests,
            copies, distinct_copies, refused);
    for (size_t i = 0; i < METHOD_COUNT; i++)
        fprintf(out, "%s\"%s\":%lu", i == 0 ? "" : ",", METHODS[i], per_method[i]);
    fprintf(out, "},\"last_path\":");
    json_string(out, (struct text){last_path, last_path_length});
    fprintf(out, ",\"last_source\":");
    json_string(out, (struct text){last_source, last_source_length});
    fprintf(out, ",");
    multipart_report(out);
    fputc('}', out);
}
