/*
 * One call to the simulator and its answer. All numbers are 32 bit little-endian; a string is its length in bytes and UTF-16LE without NUL,
 * the length 0xffffffff is NULL.
 *
 *   request:  bytes that follow, count, count strings: the export's name, then its in-arguments in the native order
 *   answer:   bytes that follow, HRESULT, result, error record
 */
#ifndef HNS_WIRE_H
#define HNS_WIRE_H

#include "abi.h"

/*
 * Asks the simulator. Every out-argument may be NULL: then nobody wants that string. They are written in any case, with NULL where there is
 * none, so that a caller who uses the same variable again never sees the last call's record (A3).
 *
 * arguments: `count` strings, each may be NULL.
 */
hresult ask(const char *function, int count, const utf16 *const arguments[], utf16 **result, utf16 **record);

#endif
