// The Lambda Runtime API as a subject sees it in classic mode: one invocation at a time, wrong moves refused.
#pragma once

#include "http.h"
#include <stdio.h>

// Serves the event in `path` `count` times. Each `{number}` in it becomes the event's number in eight digits, so that
// every event names other objects and other messages.
void runtime_api_load(const char *path, unsigned long count);

answer_function runtime_api_answer;

// True once the subject has answered every event and every message it sent to its queue, and asks for one more, which it will not get.
bool runtime_api_is_idle(void);

void runtime_api_report(FILE *out);
