/*
 * The exports of computenetwork.dll. Each forwards its call to the simulator without validation. An invalid handle is sent as a number, and the
 * simulator returns HNS's error. Only a NULL pointer to a GUID is rejected here, because it cannot be read.
 */
#include "platform.h"
#include "text.h"
#include "wire.h"

static hresult enumerate(const char *function, const utf16 *query, utf16 **list, utf16 **record) {
    const utf16 *arguments[] = {query};
    return ask(function, 1, arguments, list, record);
}

static hresult open_object(const char *function, const guid *id, void **handle, utf16 **record) {
    if (handle != NULL) *handle = NULL;
    if (record != NULL) *record = NULL;
    if (id == NULL || handle == NULL) return E_INVALIDARG;
    utf16 text[GUID_TEXT];
    text_from_guid(text, id);
    const utf16 *arguments[] = {text};
    utf16 *opened;
    hresult code = ask(function, 1, arguments, &opened, record);
    if (opened != NULL) *handle = (void *)number_from_text(opened);
    task_free(opened);
    return code;
}

static hresult with_handle(const char *function, void *handle, const utf16 *document, utf16 **properties, utf16 **record) {
    utf16 number[NUMBER_TEXT];
    text_from_number(number, (uintptr_t)handle);
    const utf16 *arguments[] = {number, document};
    return ask(function, 2, arguments, properties, record);
}

static hresult close_object(const char *function, void *handle) {
    utf16 number[NUMBER_TEXT];
    text_from_number(number, (uintptr_t)handle);
    const utf16 *arguments[] = {number};
    return ask(function, 1, arguments, NULL, NULL);
}

/* HcnEnumerateXs, HcnOpenX, HcnModifyX, HcnQueryXProperties and HcnCloseX, with the signatures of docs/reference/hns-api.md §1.2. */
#define HCN_OBJECT(X, XS)                                                                                                           \
    HNS_EXPORT hresult HcnEnumerate##XS(const utf16 *query, utf16 **list, utf16 **record);                                          \
    HNS_EXPORT hresult HcnEnumerate##XS(const utf16 *query, utf16 **list, utf16 **record) {                                         \
        return enumerate("HcnEnumerate" #XS, query, list, record);                                                                  \
    }                                                                                                                               \
    HNS_EXPORT hresult HcnOpen##X(const guid *id, void **handle, utf16 **record);                                                   \
    HNS_EXPORT hresult HcnOpen##X(const guid *id, void **handle, utf16 **record) {                                                  \
        return open_object("HcnOpen" #X, id, handle, record);                                                                       \
    }                                                                                                                               \
    HNS_EXPORT hresult HcnModify##X(void *handle, const utf16 *settings, utf16 **record);                                           \
    HNS_EXPORT hresult HcnModify##X(void *handle, const utf16 *settings, utf16 **record) {                                          \
        return with_handle("HcnModify" #X, handle, settings, NULL, record);                                                         \
    }                                                                                                                               \
    HNS_EXPORT hresult HcnQuery##X##Properties(void *handle, const utf16 *query, utf16 **properties, utf16 **record);               \
    HNS_EXPORT hresult HcnQuery##X##Properties(void *handle, const utf16 *query, utf16 **properties, utf16 **record) {              \
        return with_handle("HcnQuery" #X "Properties", handle, query, properties, record);                                          \
    }                                                                                                                               \
    HNS_EXPORT hresult HcnClose##X(void *handle);                                                                                   \
    HNS_EXPORT hresult HcnClose##X(void *handle) { return close_object("HcnClose" #X, handle); }

HCN_OBJECT(Endpoint, Endpoints)
HCN_OBJECT(Network, Networks)
HCN_OBJECT(Namespace, Namespaces)
