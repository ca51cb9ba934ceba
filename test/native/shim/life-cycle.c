/* The exports of computenetwork.dll that create and remove objects. Only the self-test calls them, for its own network. */
#include "platform.h"
#include "text.h"
#include "wire.h"

/* `arguments` has an entry for the id at `id_at`, before the settings. */
static hresult create(const char *function, const guid *id, const utf16 *arguments[], int id_at, void **handle, utf16 **record) {
    if (handle != NULL) *handle = NULL;
    if (record != NULL) *record = NULL;
    if (id == NULL || handle == NULL) return E_INVALIDARG;
    utf16 text[GUID_TEXT];
    text_from_guid(text, id);
    arguments[id_at] = text;
    utf16 *created;
    hresult code = ask(function, id_at + 2, arguments, &created, record);
    if (created != NULL) *handle = (void *)number_from_text(created);
    task_free(created);
    return code;
}

static hresult delete(const char *function, const guid *id, utf16 **record) {
    if (record != NULL) *record = NULL;
    if (id == NULL) return E_INVALIDARG;
    utf16 text[GUID_TEXT];
    text_from_guid(text, id);
    const utf16 *arguments[] = {text};
    return ask(function, 1, arguments, NULL, record);
}

/* HcnCreateX of a kind without a parent object, and HcnDeleteX, with the signatures of docs/reference/hns-api.md §1.2. */
#define HCN_CREATE(X)                                                                                                               \
    HNS_EXPORT hresult HcnCreate##X(const guid *id, const utf16 *settings, void **handle, utf16 **record);                          \
    HNS_EXPORT hresult HcnCreate##X(const guid *id, const utf16 *settings, void **handle, utf16 **record) {                         \
        const utf16 *arguments[] = {NULL, settings};                                                                                \
        return create("HcnCreate" #X, id, arguments, 0, handle, record);                                                            \
    }

#define HCN_DELETE(X)                                                                                                               \
    HNS_EXPORT hresult HcnDelete##X(const guid *id, utf16 **record);                                                                \
    HNS_EXPORT hresult HcnDelete##X(const guid *id, utf16 **record) { return delete("HcnDelete" #X, id, record); }

HCN_CREATE(Network)
HCN_CREATE(Namespace)
HCN_DELETE(Network)
HCN_DELETE(Namespace)
HCN_DELETE(Endpoint)

HNS_EXPORT hresult HcnCreateEndpoint(void *network, const guid *id, const utf16 *settings, void **handle, utf16 **record);

HNS_EXPORT hresult HcnCreateEndpoint(void *network, const guid *id, const utf16 *settings, void **handle, utf16 **record) {
    utf16 number[NUMBER_TEXT];
    text_from_number(number, (uintptr_t)network);
    const utf16 *arguments[] = {number, NULL, settings};
    return create("HcnCreateEndpoint", id, arguments, 1, handle, record);
}
