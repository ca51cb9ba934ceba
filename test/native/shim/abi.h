/*
 * Declarations for the exports of computenetwork.dll and vmcompute.dll (docs/reference/hns-api.md §1).
 *
 * Strings are UTF-16LE, independent of wchar_t. HRESULTs are 32-bit codes in a 64-bit return type. Callers that declare Int64 read the whole
 * register, and callers that declare int read its lower half.
 */
#ifndef HNS_ABI_H
#define HNS_ABI_H

#include <stdint.h>

#ifdef _WIN32
#define HNS_EXPORT __declspec(dllexport)
#else
#define HNS_EXPORT __attribute__((visibility("default")))
#endif

typedef uint64_t hresult;
typedef uint16_t utf16;

typedef struct {
    uint32_t data1;
    uint16_t data2;
    uint16_t data3;
    uint8_t data4[8];
} guid;

#define S_OK ((hresult)0)
#define E_OUTOFMEMORY ((hresult)0x8007000e)
#define E_INVALIDARG ((hresult)0x80070057)
#define RPC_S_SERVER_UNAVAILABLE ((hresult)0x800706ba)
#define RPC_S_CALL_FAILED ((hresult)0x800706be)

#endif
