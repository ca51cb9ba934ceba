/* UTF-16 text. The C library does not support it, because wchar_t has 32 bits on Linux. */
#ifndef HNS_TEXT_H
#define HNS_TEXT_H

#include <stddef.h>

#include "abi.h"

#define GUID_TEXT 37
#define NUMBER_TEXT 21

/* Length in code units, without the NUL. */
size_t text_length(const utf16 *text);

/* A new NUL-terminated copy for the caller's CoTaskMemFree. Returns NULL without memory. */
utf16 *text_copy(const void *bytes, size_t length);

/* Writes a NUL-terminated copy of ASCII text. `to` must be large enough. */
void text_from_ascii(utf16 *to, const char *ascii);

/* Writes a GUID in lower case, with hyphens and without braces. */
void text_from_guid(utf16 to[GUID_TEXT], const guid *id);

void text_from_number(utf16 to[NUMBER_TEXT], uintptr_t number);

/* Parses decimal digits. Returns 0 if the text is not a number. */
uintptr_t number_from_text(const utf16 *text);

#endif
