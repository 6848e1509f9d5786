#define _GNU_SOURCE
#include "runtime_api.h"
#include "json.h"
#include "queue_stub.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define INVOCATION "/2018-06-01/runtime/invocation/"
#define FUNCTION_ARN "arn:aws:lambda:us-east-1:123456789012:function:bench"
#define ACCEPTED "{\"status\":\"OK\"}\n"

enum { NUMBER_WIDTH = 8, MOST_NUMBERS = 16384, UUID_LENGTH = 36, KEPT_BODY = 2000, DEADLINE_MS = 60000 };

static char *event;
static size_t event_length;
static char *numbers[MOST_NUMBERS];
static size_t number_count;
static unsigned long events_wanted, events_sent;

static bool is_invoking, is_idle;
static char request_id[UUID_LENGTH + 1];

// What the report says.
static uint64_t first_next, first_event, first_response, last_response;
static unsigned long responses, errors, init_errors, refusals, empty_lists, other_lists;
static char last_body[KEPT_BODY];
static size_t last_body_length;

void runtime_api_load(const char *path, unsigned long count) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail("cannot open the event file %s", path);
    fseek(file, 0, SEEK_END);
    event_length = (size_t)ftell(file);
    rewind(file);
    event = malloc(event_length);
    if (event == NULL || fread(event, 1, event_length, file) != event_length) fail("cannot read %s", path);
    fclose(file);
    events_wanted = count;
    for (char *at = event; (at = memmem(at, event_length - (size_t)(at - event), "{number}", NUMBER_WIDTH)) != NULL;
         at += NUMBER_WIDTH) {
        if (number_count == MOST_NUMBERS) fail("more than %d numbers in %s", MOST_NUMBERS, path);
        numbers[number_count++] = at;
    }
}

bool runtime_api_is_idle(void) { return is_idle; }

static void fresh_uuid(char *into) {
    // Random bytes are fetched a page at a time: a system call per event would show in the rate.
    static unsigned char pool[4096];
    static size_t used = sizeof pool;
    if (used == sizeof pool) {
        if (getrandom(pool, sizeof pool, 0) != sizeof pool) fail("getrandom gave too little");
        used = 0;
    }
    unsigned char *b = pool + used;
    used += 16;
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *into++ = '-';
        *into++ = hex[b[i] >> 4];
        *into++ = hex[b[i] & 15];
    }
    *into = 0;
}

static void refuse(struct connection *connection, const char *status, const char *type) {
    refusals++;
    char body[128];
    int length = snprintf(body, sizeof body, "{\"errorMessage\":\"%s\",\"errorType\":\"%s\"}\n", status, type);
    http_answer(connection, status, "Content-Type: application/json\r\n", body, (size_t)length);
}

// Gives the event its number in every place that is for it.
static void number_event(void) {
    char digits[NUMBER_WIDTH + 1];
    snprintf(digits, sizeof digits, "%08lu", events_sent % 100000000);
    for (size_t i = 0; i < number_count; i++) memcpy(numbers[i], digits, NUMBER_WIDTH);
}

static void answer_next(struct connection *connection) {
    uint64_t now = monotonic_ns();
    if (first_next == 0) first_next = now;
    if (is_invoking) {
        refuse(connection, "403 Forbidden", "InvalidStateTransition");
        return;
    }
    struct text next = {event, event_length};
    // What the subject sent to its own queue comes back before anything new.
    if (!queue_stub_take(&next)) {
        if (events_sent == events_wanted) {
            is_idle = true;
            return;
        }
        number_event();
        events_sent++;
    }
    fresh_uuid(request_id);
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    char headers[512];
    snprintf(headers, sizeof headers,
             "Content-Type: application/json\r\n"
             "Lambda-Runtime-Aws-Request-Id: %s\r\n"
             "Lambda-Runtime-Deadline-Ms: %lld\r\n"
             "Lambda-Runtime-Invoked-Function-Arn: " FUNCTION_ARN "\r\n"
             "Lambda-Runtime-Trace-Id: Root=1-%08llx-%.8s%.4s%.12s;Parent=53995c3f42cd8ad8;Sampled=0\r\n",
             request_id, (long long)wall.tv_sec * 1000 + wall.tv_nsec / 1000000 + DEADLINE_MS,
             (unsigned long long)wall.tv_sec, request_id, request_id + 9, request_id + 24);
    is_invoking = true;
    if (first_event == 0) first_event = monotonic_ns();
    http_answer(connection, "200 OK", headers, next.at, next.length);
}

static void keep(struct text body) {
    last_body_length = body.length < KEPT_BODY ? body.length : KEPT_BODY;
    memcpy(last_body, body.at, last_body_length);
}

// Whether the answer is SQS's "every message succeeded": a batchItemFailures list that is there and empty.
static bool is_empty_list(struct text body) {
    static const char name[] = "\"batchItemFailures\"";
    const char *end = body.at + body.length;
    const char *at = memmem(body.at, body.length, name, sizeof name - 1);
    if (at == NULL) return false;
    at += sizeof name - 1;
    for (const char *expected = ":[]"; *expected != 0; expected++) {
        while (at < end && strchr(" \t\r\n", *at) != NULL) at++;
        if (at == end || *at++ != *expected) return false;
    }
    return true;
}

static void answer_invocation(struct connection *connection, const struct request *request, struct text id_and_verb) {
    if (id_and_verb.length < UUID_LENGTH || memcmp(id_and_verb.at, request_id, UUID_LENGTH) != 0) {
        refuse(connection, "400 Bad Request", "InvalidRequestID");
        return;
    }
    if (!is_invoking) {
        refuse(connection, "403 Forbidden", "InvalidStateTransition");
        return;
    }
    struct text verb = {id_and_verb.at + UUID_LENGTH, id_and_verb.length - UUID_LENGTH};
    if (text_is(verb, "/response")) {
        last_response = monotonic_ns();
        if (first_response == 0) first_response = last_response;
        responses++;
        if (is_empty_list(request->body)) empty_lists++;
        else other_lists++;
    } else if (text_is(verb, "/error")) {
        errors++;
    } else {
        refuse(connection, "404 Not Found", "NotFound");
        return;
    }
    keep(request->body);
    is_invoking = false;
    http_answer(connection, "202 Accepted", "Content-Type: application/json\r\n", ACCEPTED, sizeof ACCEPTED - 1);
}

// A runtime that wants SIGTERM registers as an extension; one that does pays for it in its start, as it does on AWS.
static bool answer_extension(struct connection *connection, const struct request *request) {
    if (text_is(request->path, "/2020-01-01/extension/register") && text_is(request->method, "POST")) {
        static const char body[] = "{\"functionName\":\"bench\",\"functionVersion\":\"$LATEST\",\"handler\":\"bench\"}";
        char id[UUID_LENGTH + 1], headers[128];
        fresh_uuid(id);
        snprintf(headers, sizeof headers, "Content-Type: application/json\r\nLambda-Extension-Identifier: %s\r\n", id);
        http_answer(connection, "200 OK", headers, body, sizeof body - 1);
        return true;
    }
    return text_is(request->path, "/2020-01-01/extension/event/next") && text_is(request->method, "GET");
}

void runtime_api_answer(struct connection *connection, const struct request *request) {
    bool is_post = text_is(request->method, "POST");
    size_t prefix = sizeof INVOCATION - 1;
    if (text_is(request->path, INVOCATION "next") && text_is(request->method, "GET")) {
        answer_next(connection);
    } else if (is_post && text_starts(request->path, INVOCATION)) {
        struct text rest = {request->path.at + prefix, request->path.length - prefix};
        answer_invocation(connection, request, rest);
    } else if (is_post && text_is(request->path, "/2018-06-01/runtime/init/error")) {
        init_errors++;
        keep(request->body);
        http_answer(connection, "202 Accepted", "Content-Type: application/json\r\n", ACCEPTED, sizeof ACCEPTED - 1);
    } else if (!answer_extension(connection, request)) {
        refuse(connection, "404 Not Found", "NotFound");
    }
}

void runtime_api_report(FILE *out) {
    fprintf(out,
            "\"first_next_ns\":%llu,\"first_event_ns\":%llu,\"first_response_ns\":%llu,\"last_response_ns\":%llu,"
            "\"responses\":%lu,\"errors\":%lu,\"init_errors\":%lu,\"refusals\":%lu,"
            "\"empty_failure_lists\":%lu,\"other_answers\":%lu,\"last_body\":",
            (unsigned long long)first_next, (unsigned long long)first_event, (unsigned long long)first_response,
            (unsigned long long)last_response, responses, errors, init_errors, refusals, empty_lists, other_lists);
    json_string(out, (struct text){last_body, last_body_length});
}
