// Looks at sixteen bytes of a JSON string at a time: Swift compares the elements of its own vectors one by one.
#ifndef CJSONBYTES_SHIM_H
#define CJSONBYTES_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { CJSON_BLOCK = 16 };

typedef uint8_t cjson_block __attribute__((ext_vector_type(CJSON_BLOCK)));
typedef bool cjson_truths __attribute__((ext_vector_type(CJSON_BLOCK)));

// One bit for each byte of a block, the first byte's the lowest.
struct cjson_marks {
    // A quotation mark, a backslash, or a control character.
    uint16_t special;
    // 0x80 and above.
    uint16_t beyond_ascii;
};

static inline uint16_t cjson_bits(cjson_truths truths) {
    uint16_t bits;
    memcpy(&bits, &truths, sizeof bits);
    return bits;
}

// Spaces stand for the bytes that are not there.
static inline cjson_block cjson_load(const uint8_t *bytes, size_t count) {
    cjson_block block = ' ';
    if (count >= CJSON_BLOCK)
        memcpy(&block, bytes, CJSON_BLOCK);
    else
        memcpy(&block, bytes, count);
    return block;
}

static inline struct cjson_marks cjson_marks_of(const uint8_t *bytes, size_t count) {
    cjson_block block = cjson_load(bytes, count);
    return (struct cjson_marks){
        .special = cjson_bits(__builtin_convertvector((block == '"') | (block == '\\') | (block < ' '), cjson_truths)),
        .beyond_ascii = cjson_bits(__builtin_convertvector(block >= 0x80, cjson_truths)),
    };
}

// Copies a block, and marks its backslashes.
static inline uint16_t cjson_copy(const uint8_t *bytes, uint8_t *target) {
    cjson_block block = cjson_load(bytes, CJSON_BLOCK);
    memcpy(target, &block, sizeof block);
    return cjson_bits(__builtin_convertvector(block == '\\', cjson_truths));
}

#endif
