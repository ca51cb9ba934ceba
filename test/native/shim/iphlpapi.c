/* iphlpapi.dll's compartment of the calling thread. Linux has no compartments, so each thread only stores the number. */
#include "abi.h"

#define DEFAULT_COMPARTMENT 1
#define LAST_COMPARTMENT 99
#define ERROR_NOT_FOUND 1168

HNS_EXPORT uint32_t GetCurrentThreadCompartmentId(void);
HNS_EXPORT uint32_t SetCurrentThreadCompartmentId(uint32_t compartment);

static _Thread_local uint32_t current = DEFAULT_COMPARTMENT;

HNS_EXPORT uint32_t GetCurrentThreadCompartmentId(void) { return current; }

HNS_EXPORT uint32_t SetCurrentThreadCompartmentId(uint32_t compartment) {
    if (compartment > LAST_COMPARTMENT) return ERROR_NOT_FOUND;
    current = compartment == 0 ? DEFAULT_COMPARTMENT : compartment;
    return 0;
}
