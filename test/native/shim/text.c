#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platform.h"

size_t text_length(const utf16 *text) {
    size_t length = 0;
    while (text[length] != 0) length++;
    return length;
}

utf16 *text_copy(const void *bytes, size_t length) {
    utf16 *copy = task_allocate((length + 1) * sizeof *copy);
    if (copy == NULL) return NULL;
    memcpy(copy, bytes, length * sizeof *copy);
    copy[length] = 0;
    return copy;
}

void text_from_ascii(utf16 *to, const char *ascii) {
    do *to++ = (unsigned char)*ascii;
    while (*ascii++ != '\0');
}

void text_from_guid(utf16 to[GUID_TEXT], const guid *id) {
    char ascii[GUID_TEXT];
    const uint8_t *d = id->data4;
    snprintf(ascii, sizeof ascii, "%08" PRIx32 "-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", id->data1, id->data2, id->data3, d[0], d[1],
             d[2], d[3], d[4], d[5], d[6], d[7]);
    text_from_ascii(to, ascii);
}

void text_from_number(utf16 to[NUMBER_TEXT], uintptr_t number) {
    char ascii[NUMBER_TEXT];
    snprintf(ascii, sizeof ascii, "%" PRIuPTR, number);
    text_from_ascii(to, ascii);
}

uintptr_t number_from_text(const utf16 *text) {
    uintptr_t number = 0;
    for (; *text >= '0' && *text <= '9'; text++) number = number * 10 + (uintptr_t)(*text - '0');
    return *text == 0 ? number : 0;
}
