// bench_server EVENT_FILE EVENT_COUNT AWS_LATENCY_MS OBJECT_BYTES [CERTIFICATE KEY]
//
// A Lambda Runtime API, and an S3 with an SQS, on two free ports of 127.0.0.1, in one thread: what a subject waits for here
// must be as short as it can be, since the loop's rate measures the two together. What is sent to the SQS is delivered as
// further events. OBJECT_BYTES is what HEAD says of the source's objects. With a certificate the AWS port speaks TLS.
//
// Standard output: one line of JSON with the two ports, then one with what was seen, as soon as the subject has
// answered all events and idles in /next. It ends when its standard input closes, so that it cannot outlive its
// driver; a subject that never got that far is then reported as far as it came.
#define _GNU_SOURCE
#include "aws_stub.h"
#include "http.h"
#include "runtime_api.h"
#include "s3_stub.h"
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 64 * 1024, LARGEST_REQUEST = 16 * 1024 * 1024, EVENTS_AT_ONCE = 64 };

static int poller;
static bool aws_has_tls;
static unsigned long connections_accepted;

static void watch(int fd, void *with) {
    struct epoll_event interest = {.events = EPOLLIN, .data.ptr = with};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &interest) != 0) fail("epoll_ctl: %s", strerror(errno));
}

static struct connection *new_connection(int fd, answer_function *answer, bool is_listener) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) fail("out of memory");
    *connection = (struct connection){.fd = fd, .answer = answer, .is_listener = is_listener};
    watch(fd, connection);
    return connection;
}

static void drop(struct connection *connection) {
    aws_stub_forget(connection);
    tls_end(connection);
    close(connection->fd);
    free(connection->input);
    free(connection);
}

static int listen_on_free_port(answer_function *answer) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        fail("cannot listen on 127.0.0.1: %s", strerror(errno));
    new_connection(fd, answer, true);
    return ntohs(address.sin_port);
}

static void accept_from(struct connection *listener) {
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections_accepted++;
    struct connection *connection = new_connection(fd, listener->answer, false);
    connection->capacity = FIRST_CAPACITY;
    connection->input = malloc(FIRST_CAPACITY);
    if (connection->input == NULL) fail("out of memory");
    if (aws_has_tls && listener->answer == aws_stub_answer) tls_begin(connection);
}

// Answers what has arrived in full. False: the connection is over.
static bool answer_requests(struct connection *connection) {
    while (connection->length > 0) {
        if (connection->awaits_answer) return false;
        struct request request;
        size_t consumed = 0;
        switch (http_parse(connection->input, connection->length, &request, &consumed)) {
        case PARSE_INCOMPLETE:
            return true;
        case PARSE_MALFORMED:
            http_answer(connection, "400 Bad Request", "Connection: close\r\n", "", 0);
            return false;
        case PARSE_COMPLETE:
            connection->answer(connection, &request);
            if (request.expects_close) return false;
            connection->length -= consumed;
            memmove(connection->input, connection->input + consumed, connection->length);
        }
    }
    return true;
}

// Reads once. False: the connection is over.
static bool receive_once(struct connection *connection) {
    if (connection->length == connection->capacity) {
        connection->capacity *= 2;
        if (connection->capacity > LARGEST_REQUEST) fail("a request is larger than %d bytes", LARGEST_REQUEST);
        connection->input = realloc(connection->input, connection->capacity);
        if (connection->input == NULL) fail("out of memory");
    }
    ssize_t got = connection_receive(connection, connection->input + connection->length,
                                     connection->capacity - connection->length);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (got <= 0) return false;
    connection->length += (size_t)got;
    return answer_requests(connection);
}

static void receive(struct connection *connection) {
    do {
        if (!receive_once(connection)) {
            drop(connection);
            return;
        }
    } while (connection_has_pending(connection));
}

static void report(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"server_cpu_seconds\":%.6f,\"connections\":%lu,", cpu, connections_accepted);
    runtime_api_report(stdout);
    putchar(',');
    aws_stub_report(stdout);
    puts("}");
    fflush(stdout);
}

static unsigned long number(const char *text, const char *what) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == 0 || *end != 0) fail("%s is not a number: %s", what, text);
    return value;
}

int main(int count, char **arguments) {
    if (count != 5 && count != 7)
        fail("usage: bench_server EVENT_FILE EVENT_COUNT AWS_LATENCY_MS OBJECT_BYTES [CERTIFICATE KEY]");
    runtime_api_load(arguments[1], number(arguments[2], "EVENT_COUNT"));
    aws_stub_set_latency(number(arguments[3], "AWS_LATENCY_MS"));
    s3_stub_set_object_size(number(arguments[4], "OBJECT_BYTES"));
    aws_has_tls = count == 7;
    if (aws_has_tls) tls_load(arguments[5], arguments[6]);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) fail("epoll_create1: %s", strerror(errno));
    int runtime_port = listen_on_free_port(runtime_api_answer);
    int aws_port = listen_on_free_port(aws_stub_answer);
    watch(STDIN_FILENO, NULL);
    printf("{\"runtime_port\":%d,\"aws_port\":%d}\n", runtime_port, aws_port);
    fflush(stdout);

    bool has_reported = false;
    for (;;) {
        struct epoll_event ready[EVENTS_AT_ONCE];
        int ready_count = epoll_wait(poller, ready, EVENTS_AT_ONCE, aws_stub_next_due_ms());
        for (int i = 0; i < ready_count; i++) {
            struct connection *connection = ready[i].data.ptr;
            if (connection == NULL) { // Standard input: the driver is done, or gone.
                if (!has_reported) report();
                return 0;
            }
            if (connection->is_listener) accept_from(connection);
            else receive(connection);
        }
        aws_stub_answer_due();
        if (!has_reported && runtime_api_is_idle()) {
            report();
            has_reported = true;
        }
    }
}
