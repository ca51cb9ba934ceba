/* UTF-16 text without the C library's help: wchar_t is 32 bits wide on Linux. */
#ifndef HNS_TEXT_H
#define HNS_TEXT_H

#include <stddef.h>

#include "abi.h"

#define GUID_TEXT 37
#define NUMBER_TEXT 21

/* In code units, without the NUL. */
size_t text_length(const utf16 *text);

/* A new, NUL-terminated copy for the caller's CoTaskMemFree. NULL when memory is out. */
utf16 *text_copy(const void *bytes, size_t length);

/* A NUL-terminated copy of ASCII; `to` has room for it. */
void text_from_ascii(utf16 *to, const char *ascii);

/* Lower case, with hyphens, without braces. */
void text_from_guid(utf16 to[GUID_TEXT], const guid *id);

void text_from_number(utf16 to[NUMBER_TEXT], uintptr_t number);

/* Decimal digits; 0 for text that is no number. */
uintptr_t number_from_text(const utf16 *text);

#endif
