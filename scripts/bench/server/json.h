#pragma once

#include "http.h"
#include <stdio.h>

// Writes `text` as a JSON string. Bytes outside ASCII are escaped one by one (as Latin-1), since a subject's answer
// cut at a fixed length need not be UTF-8.
static inline void json_string(FILE *out, struct text text) {
    fputc('"', out);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte == '"' || byte == '\\') fprintf(out, "\\%c", byte);
        else if (byte < 0x20 || byte > 0x7e) fprintf(out, "\\u%04x", byte);
        else fputc(byte, out);
    }
    fputc('"', out);
}
