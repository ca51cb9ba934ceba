/*
 * One call to the simulator and its answer. All numbers are 32-bit little-endian. A string is its length in bytes and UTF-16LE text without NUL.
 * The length 0xffffffff stands for NULL.
 *
 *   request:  number of bytes that follow, count, count strings (the export's name, then its in-arguments in the native order)
 *   answer:   number of bytes that follow, HRESULT, result, error record
 */
#ifndef HNS_WIRE_H
#define HNS_WIRE_H

#include "abi.h"

/*
 * Calls the simulator. Each out-argument may be NULL if the caller does not need the string. Every other out-argument is always written, with NULL
 * if there is no string, so that a caller who reuses a variable never sees the record of an earlier call (A3).
 *
 * arguments: `count` strings. Each may be NULL.
 */
hresult ask(const char *function, int count, const utf16 *const arguments[], utf16 **result, utf16 **record);

#endif
