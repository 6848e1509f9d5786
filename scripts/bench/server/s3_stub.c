#include "s3_stub.h"
#include "json.h"

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
    "<Error><Code>NotImplemented</Code><Message>The bench stub answers CopyObject only.</Message>"
    "<RequestId>3SAMPLE0REQUEST0</RequestId></Error>";
#define HEADERS                                                                                                        \
    "x-amz-id-2: kd7Y1i2J0FZBm3Sample0Host0Id0Of0The0Usual0Length0aW5nIGJlbmNo=\r\n"                                   \
    "x-amz-request-id: 3SAMPLE0REQUEST0\r\n"                                                                           \
    "Date: Thu, 15 Jan 2026 09:30:12 GMT\r\n"                                                                          \
    "Content-Type: application/xml\r\n"                                                                                \
    "Server: AmazonS3\r\n"

enum { SEEN_SLOTS = 1 << 20, MOST_DELAYED = 4096, KEPT_TEXT = 2000 };

static const char *const METHODS[] = {"GET", "HEAD", "PUT", "POST", "DELETE"};
enum { METHOD_COUNT = sizeof METHODS / sizeof METHODS[0] };
static unsigned long per_method[METHOD_COUNT], requests, copies, distinct_copies, refused;
static char last_path[KEPT_TEXT], last_source[KEPT_TEXT];
static size_t last_path_length, last_source_length;

// Latency is the same for every answer, so they fall due in the order they came: a ring.
static struct {
    struct connection *connection;
    bool is_copy;
    uint64_t due_ns;
} delayed[MOST_DELAYED];
static size_t delayed_first, delayed_count;
static uint64_t latency_ns;

void s3_stub_set_latency(unsigned long milliseconds) { latency_ns = (uint64_t)milliseconds * 1000000; }

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

static void send_answer(struct connection *connection, bool is_copy) {
    if (is_copy) http_answer(connection, "200 OK", HEADERS, COPIED, sizeof COPIED - 1);
    else http_answer(connection, "501 Not Implemented", HEADERS, REFUSED, sizeof REFUSED - 1);
}

void s3_stub_answer(struct connection *connection, const struct request *request) {
    requests++;
    for (size_t i = 0; i < METHOD_COUNT; i++) per_method[i] += text_is(request->method, METHODS[i]);
    struct text source = http_header(request, "x-amz-copy-source");
    bool is_copy = text_is(request->method, "PUT") && source.at != NULL;
    if (is_copy) {
        copies++;
        count_distinct(request->path, source);
        last_path_length = keep(last_path, request->path);
        last_source_length = keep(last_source, source);
    } else {
        refused++;
    }
    if (latency_ns == 0) {
        send_answer(connection, is_copy);
        return;
    }
    if (delayed_count == MOST_DELAYED) fail("more than %d answers held back", MOST_DELAYED);
    size_t slot = (delayed_first + delayed_count++) % MOST_DELAYED;
    delayed[slot].connection = connection;
    delayed[slot].is_copy = is_copy;
    delayed[slot].due_ns = monotonic_ns() + latency_ns;
    connection->awaits_answer = true;
}

int s3_stub_next_due_ms(void) {
    if (delayed_count == 0) return -1;
    uint64_t now = monotonic_ns(), due = delayed[delayed_first].due_ns;
    return due <= now ? 0 : (int)((due - now + 999999) / 1000000);
}

void s3_stub_answer_due(void) {
    if (delayed_count == 0) return;
    uint64_t now = monotonic_ns();
    while (delayed_count > 0 && delayed[delayed_first].due_ns <= now) {
        struct connection *connection = delayed[delayed_first].connection;
        if (connection != NULL) {
            connection->awaits_answer = false;
            send_answer(connection, delayed[delayed_first].is_copy);
        }
        delayed_first = (delayed_first + 1) % MOST_DELAYED;
        delayed_count--;
    }
}

void s3_stub_forget(const struct connection *connection) {
    for (size_t i = 0; i < delayed_count; i++) {
        size_t slot = (delayed_first + i) % MOST_DELAYED;
        if (delayed[slot].connection == connection) delayed[slot].connection = NULL;
    }
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
    fputc('}', out);
}
