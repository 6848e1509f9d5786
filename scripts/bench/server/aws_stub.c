#include "aws_stub.h"
#include "queue_stub.h"
#include "s3_stub.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DELAYED = 4096 };

static const char UNKNOWN[] = "{\"__type\":\"UnknownOperationException\",\"message\":\"The bench stub does not know it.\"}";

static unsigned long refused;

// Latency is the same for every answer, so they fall due in the order they came: a ring.
static struct {
    struct connection *connection;
    struct answer answer;
    char *body;
    char *headers;
    uint64_t due_ns;
} delayed[MOST_DELAYED];
static size_t delayed_first, delayed_count;
static uint64_t latency_ns;

void aws_stub_set_latency(unsigned long milliseconds) { latency_ns = (uint64_t)milliseconds * 1000000; }

static void send_answer(struct connection *connection, const struct answer *answer) {
    if (answer->has_own_length) http_answer_head(connection, answer->status, answer->headers);
    else http_answer(connection, answer->status, answer->headers, answer->body, answer->length);
}

static struct answer answer_for(const struct request *request) {
    // The JSON protocol names its operation in a header, S3 in method and path.
    struct text target = http_header(request, "X-Amz-Target");
    if (target.at == NULL) return s3_stub_answer(request);
    struct answer answer;
    if (queue_stub_answer(request, target, &answer)) return answer;
    refused++;
    return (struct answer){.status = "400 Bad Request",
                           .headers = "Content-Type: application/x-amz-json-1.0\r\n",
                           .body = UNKNOWN,
                           .length = sizeof UNKNOWN - 1};
}

static char *copy_of(const char *bytes, size_t length) {
    char *copy = malloc(length + 1);
    if (copy == NULL) fail("out of memory");
    memcpy(copy, bytes, length);
    copy[length] = 0;
    return copy;
}

void aws_stub_answer(struct connection *connection, const struct request *request) {
    struct answer answer = answer_for(request);
    if (latency_ns == 0) {
        send_answer(connection, &answer);
        return;
    }
    if (delayed_count == MOST_DELAYED) fail("more than %d answers held back", MOST_DELAYED);
    size_t slot = (delayed_first + delayed_count++) % MOST_DELAYED;
    delayed[slot].connection = connection;
    delayed[slot].answer = answer;
    delayed[slot].answer.body = delayed[slot].body = copy_of(answer.body, answer.length);
    delayed[slot].answer.headers = delayed[slot].headers = copy_of(answer.headers, strlen(answer.headers));
    delayed[slot].due_ns = monotonic_ns() + latency_ns;
    connection->awaits_answer = true;
}

int aws_stub_next_due_ms(void) {
    if (delayed_count == 0) return -1;
    uint64_t now = monotonic_ns(), due = delayed[delayed_first].due_ns;
    return due <= now ? 0 : (int)((due - now + 999999) / 1000000);
}

void aws_stub_answer_due(void) {
    if (delayed_count == 0) return;
    uint64_t now = monotonic_ns();
    while (delayed_count > 0 && delayed[delayed_first].due_ns <= now) {
        struct connection *connection = delayed[delayed_first].connection;
        if (connection != NULL) {
            connection->awaits_answer = false;
            send_answer(connection, &delayed[delayed_first].answer);
        }
        free(delayed[delayed_first].body);
        free(delayed[delayed_first].headers);
        delayed_first = (delayed_first + 1) % MOST_DELAYED;
        delayed_count--;
    }
}

void aws_stub_forget(const struct connection *connection) {
    for (size_t i = 0; i < delayed_count; i++) {
        size_t slot = (delayed_first + i) % MOST_DELAYED;
        if (delayed[slot].connection == connection) delayed[slot].connection = NULL;
    }
}

void aws_stub_report(FILE *out) {
    s3_stub_report(out);
    putc(',', out);
    queue_stub_report(out);
    fprintf(out, ",\"unknown_operations\":%lu", refused);
}
