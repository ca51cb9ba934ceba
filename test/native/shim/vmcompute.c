/* The export of vmcompute.dll for networks, the v1 API. It has no error record. HNS's envelope or record is the response. */
#include "platform.h"
#include "wire.h"

HNS_EXPORT hresult HNSCall(const utf16 *method, const utf16 *path, const utf16 *object, utf16 **response);

HNS_EXPORT hresult HNSCall(const utf16 *method, const utf16 *path, const utf16 *object, utf16 **response) {
    const utf16 *arguments[] = {method, path, object};
    utf16 *result;
    utf16 *record;
    hresult code = ask("HNSCall", 3, arguments, &result, &record);
    if (response != NULL) *response = result != NULL ? result : record;
    if (response == NULL || result != NULL) task_free(record);
    if (response == NULL) task_free(result);
    return code;
}
