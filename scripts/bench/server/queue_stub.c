#define _GNU_SOURCE
#include "queue_stub.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 10, BATCH_OVERHEAD = 800 };

#define JSON_HEADERS "Content-Type: application/x-amz-json-1.0\r\n"

// Bodies as they came: JSON strings, still escaped, so that they go back out as they are.
struct message {
    struct message *next;
    size_t length;
    char body[];
};
static struct message *first, *last;
static unsigned long requests, messages, delayed, delivered, batches;

// The end of the JSON string that begins at `at` (a quote); NULL when it does not end.
static const char *string_end(const char *at, const char *end) {
    for (at++; at < end; at++) {
        if (*at == '\\') at++;
        else if (*at == '"') return at;
    }
    return NULL;
}

static void append(struct text body) {
    struct message *message = malloc(sizeof *message + body.length);
    if (message == NULL) fail("out of memory");
    message->next = NULL;
    message->length = body.length;
    memcpy(message->body, body.at, body.length);
    if (last == NULL) first = message;
    else last->next = message;
    last = message;
    messages++;
}

// Takes every MessageBody of a request, and writes the answer's entries into `answers` for every Id. What is inside a
// string is skipped with it, so a body that looks like a request is not taken for one.
static void take_bodies(struct text request, char *answers, size_t capacity) {
    const char *at = request.at, *end = at + request.length;
    size_t written = 0;
    answers[0] = 0;
    while (at < end) {
        if (*at != '"') {
            at++;
            continue;
        }
        const char *name_end = string_end(at, end);
        if (name_end == NULL) return;
        struct text name = {at + 1, (size_t)(name_end - at - 1)};
        at = name_end + 1;
        if (at >= end || *at != ':') continue;
        at++;
        if (text_is(name, "DelaySeconds")) delayed++;
        if (at >= end || *at != '"') continue;
        const char *value_end = string_end(at, end);
        if (value_end == NULL) return;
        struct text value = {at + 1, (size_t)(value_end - at - 1)};
        at = value_end + 1;
        if (text_is(name, "MessageBody")) append(value);
        else if (text_is(name, "Id") && written + value.length + 200 < capacity)
            written += (size_t)snprintf(answers + written, capacity - written,
                                        "%s{\"Id\":\"%.*s\",\"MessageId\":\"5fea7756-0ea4-451a-a703-a558b933e274\"}",
                                        written == 0 ? "" : ",", (int)value.length, value.at);
    }
}

bool queue_stub_answer(const struct request *request, struct text target, struct answer *answer) {
    static char body[8192], entries[8000];
    bool is_batch = text_is(target, "AmazonSQS.SendMessageBatch");
    if (!is_batch && !text_is(target, "AmazonSQS.SendMessage")) return false;
    requests++;
    take_bodies(request->body, entries, sizeof entries);
    int length = is_batch
        ? snprintf(body, sizeof body, "{\"Successful\":[%s],\"Failed\":[]}", entries)
        : snprintf(body, sizeof body, "{\"MessageId\":\"5fea7756-0ea4-451a-a703-a558b933e274\"}");
    *answer = (struct answer){.status = "200 OK", .headers = JSON_HEADERS, .body = body, .length = (size_t)length};
    return true;
}

bool queue_stub_take(struct text *event) {
    static char *output;
    static size_t capacity;
    if (first == NULL) return false;
    size_t needed = 64, length = 0;
    const struct message *message = first;
    for (int i = 0; i < BATCH && message != NULL; i++, message = message->next) needed += message->length + BATCH_OVERHEAD;
    if (needed > capacity) {
        capacity = needed * 2;
        output = realloc(output, capacity);
        if (output == NULL) fail("out of memory");
    }
    length += (size_t)sprintf(output, "{\"Records\":[");
    for (int i = 0; i < BATCH && first != NULL; i++) {
        struct message *taken = first;
        first = taken->next;
        if (first == NULL) last = NULL;
        length += (size_t)sprintf(
            output + length,
            "%s{\"messageId\":\"%08lu-0000-4000-9000-000000000000\",\"receiptHandle\":\"AQEBc2FtcGxlLXJlY2VpcHQ\",\"body\":\"",
            i == 0 ? "" : ",", delivered++);
        memcpy(output + length, taken->body, taken->length);
        length += taken->length;
        length += (size_t)sprintf(
            output + length,
            "\",\"attributes\":{\"ApproximateReceiveCount\":\"1\",\"SentTimestamp\":\"1768469410200\","
            "\"SenderId\":\"AROAIT2UOQQY3AUEKVGXU:bench\",\"ApproximateFirstReceiveTimestamp\":\"1768469410210\"},"
            "\"messageAttributes\":{},\"md5OfBody\":\"e4e68fb7bd0e697a0ae8f1bb342846b3\",\"eventSource\":\"aws:sqs\","
            "\"eventSourceARN\":\"arn:aws:sqs:us-east-1:123456789012:copies\",\"awsRegion\":\"us-east-1\"}");
        free(taken);
    }
    length += (size_t)sprintf(output + length, "]}");
    batches++;
    *event = (struct text){output, length};
    return true;
}

void queue_stub_report(FILE *out) {
    fprintf(out, "\"sqs\":{\"requests\":%lu,\"messages\":%lu,\"with_delay\":%lu,\"delivered\":%lu,\"batches\":%lu}", requests,
            messages, delayed, delivered, batches);
}
