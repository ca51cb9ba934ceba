/*
 * Checks the rules of the ABI (docs/reference/hns-api.md §8.1) using only the signatures. The program loads the libraries from its own folder. The
 * simulator must have a network, a namespace, an endpoint, and a second endpoint to delete. The id of each object repeats one digit.
 *
 *   abi-test              Checks all rules. It prints one line per rule and exits with 1 if a rule is broken.
 *   abi-test no-service   Checks the errors that callers get while the simulator is stopped.
 */
#include <dlfcn.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi.h"

#define CALLERS 100
#define ROUNDS 20

typedef hresult enumerate_call(const utf16 *query, utf16 **list, utf16 **record);
typedef hresult open_call(const guid *id, void **handle, utf16 **record);
typedef hresult modify_call(void *handle, const utf16 *settings, utf16 **record);
typedef hresult query_call(void *handle, const utf16 *query, utf16 **properties, utf16 **record);
typedef hresult close_call(void *handle);
typedef hresult hns_call(const utf16 *method, const utf16 *path, const utf16 *object, utf16 **response);

/* The five exports of every kind of object. */
typedef struct {
    enumerate_call *enumerate;
    open_call *open;
    modify_call *modify;
    query_call *query;
    close_call *close;
} object_calls;

static object_calls endpoints, networks, namespaces;
static hns_call *HNSCall;
static bool broken;

static const guid ENDPOINT = {0x11111111, 0x1111, 0x1111, {0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11}};
static const guid DOOMED = {0x22222222, 0x2222, 0x2222, {0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22}};
static const guid NETWORK = {0x33333333, 0x3333, 0x3333, {0x33, 0x33, 0x33, 0x33, 0x33, 0x33, 0x33, 0x33}};
static const guid NAMESPACE = {0x44444444, 0x4444, 0x4444, {0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44}};
static const guid UNKNOWN = {0x0123abcd, 0x4567, 0x89ef, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}};

#define QUERY_V2 u"{\"SchemaVersion\":{\"Major\":2,\"Minor\":0}}"
#define QUERY_NONE u"{\"SchemaVersion\":{\"Major\":2,\"Minor\":0},\"Filter\":\"{\\\"Name\\\":\\\"none\\\"}\"}"
#define UPDATE                                                                                                                        \
    u"{\"ResourceType\":\"Policy\",\"RequestType\":\"Update\",\"Settings\":{\"Policies\":[{\"Type\":\"ACL\",\"Settings\":{"             \
    u"\"Protocols\":\"6\",\"Action\":\"Allow\",\"Direction\":\"In\",\"RemoteAddresses\":\"10.0.0.1\",\"LocalPorts\":\"80\","            \
    u"\"RuleType\":\"Switch\",\"Priority\":1000}}]}}"
#define NOT_JSON u"{\"ResourceType\":"

static void fact(bool holds, const char *text) {
    printf("%s %s\n", holds ? "ok" : "not ok", text);
    broken = broken || !holds;
}

static size_t length_of(const utf16 *text) {
    size_t length = 0;
    while (text[length] != 0) length++;
    return length;
}

static bool equal(const utf16 *text, const utf16 *other) {
    return text != NULL && length_of(text) == length_of(other) && memcmp(text, other, length_of(other) * sizeof *other) == 0;
}

static bool contains(const utf16 *text, const utf16 *part) {
    if (text == NULL) return false;
    for (size_t rest = length_of(text), needed = length_of(part); rest >= needed; rest--, text++) {
        if (memcmp(text, part, needed * sizeof *part) == 0) return true;
    }
    return false;
}

/* An initial value of out-arguments that is not NULL. */
static utf16 *const GARBAGE = (utf16 *)1;

static void *symbol(void *library, const char *format, const char *kind) {
    char name[64];
    snprintf(name, sizeof name, format, kind);
    void *found = dlsym(library, name);
    if (found == NULL) fact(false, name);
    return found;
}

static object_calls calls_of(void *library, const char *kind) {
    object_calls calls;
    *(void **)&calls.enumerate = symbol(library, "HcnEnumerate%ss", kind);
    *(void **)&calls.open = symbol(library, "HcnOpen%s", kind);
    *(void **)&calls.modify = symbol(library, "HcnModify%s", kind);
    *(void **)&calls.query = symbol(library, "HcnQuery%sProperties", kind);
    *(void **)&calls.close = symbol(library, "HcnClose%s", kind);
    return calls;
}

static void *load(const char *file) {
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = '\0';
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", dirname(program), file);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        printf("not ok %s\n", dlerror());
        exit(1);
    }
    return library;
}

static void *opened(const object_calls *calls, const guid *id) {
    void *handle = NULL;
    utf16 *record = GARBAGE;
    hresult code = calls->open(id, &handle, &record);
    return code == S_OK && record == NULL ? handle : NULL;
}

static void every_kind(const char *kind, const object_calls *calls, const guid *id, const utf16 *id_text) {
    char text[128];
    utf16 *list = GARBAGE;
    utf16 *record = GARBAGE;
    hresult code = calls->enumerate(NULL, &list, &record);
    snprintf(text, sizeof text, "A1 A3 A5 HcnEnumerate%ss returns a list and writes NULL to the record", kind);
    fact(code == S_OK && record == NULL && contains(list, id_text), text);
    free(list);

    void *handle = opened(calls, id);
    snprintf(text, sizeof text, "A1 HcnOpen%s reads the GUID's bytes and returns a handle", kind);
    fact(handle != NULL, text);

    utf16 *properties = GARBAGE;
    record = GARBAGE;
    code = calls->query(handle, QUERY_V2, &properties, &record);
    snprintf(text, sizeof text, "A3 A5 HcnQuery%sProperties returns a document and writes NULL to the record", kind);
    fact(code == S_OK && record == NULL && contains(properties, id_text), text);
    free(properties);

    record = GARBAGE;
    code = calls->modify(handle, NOT_JSON, &record);
    snprintf(text, sizeof text, "A4 HcnModify%s rejects with a code and a record", kind);
    fact((code & 0x80000000) != 0 && contains(record, u"\"Success\":false"), text);
    free(record);

    snprintf(text, sizeof text, "A6 HcnClose%s closes a handle once", kind);
    fact(calls->close(handle) == S_OK && calls->close(handle) != S_OK, text);
}

static void failing(void) {
    void *handle = (void *)1;
    utf16 *record = GARBAGE;
    hresult code = endpoints.open(&UNKNOWN, &handle, &record);
    fact(code == 0x803b0002, "A1 a failing HRESULT has zeroes in its upper half");
    fact((int32_t)code == -2143617022, "A1 a caller that declares int reads the same code as a negative number");
    fact(handle == NULL && contains(record, u"\"ErrorCode\":2151350274"), "A4 a failure gives a record with the same code, and no handle");
    free(record);
    fact(endpoints.open(&UNKNOWN, &handle, NULL) == 0x803b0002, "A3 the error record may be NULL when the call fails");

    utf16 *list = GARBAGE;
    record = GARBAGE;
    code = endpoints.enumerate(NOT_JSON, &list, &record);
    fact(code == 0x803b001b && list == NULL && record != NULL, "A4 a failure writes NULL where its result belongs");
    free(record);
}

static void queries(void) {
    utf16 *null_query = NULL;
    utf16 *empty_query = NULL;
    fact(endpoints.enumerate(NULL, &null_query, NULL) == S_OK, "A3 the error record may be NULL when the call succeeds");
    fact(endpoints.enumerate(u"", &empty_query, NULL) == S_OK && equal(empty_query, null_query), "A11 NULL and \"\" are the same query");
    fact(null_query != empty_query, "A2 every call allocates its own string");
    free(null_query);
    free(empty_query);

    utf16 *none = NULL;
    fact(endpoints.enumerate(QUERY_NONE, &none, NULL) == S_OK && equal(none, u"[]"), "A5 an empty list is [] and not NULL");
    free(none);

    void *handle = opened(&endpoints, &ENDPOINT);
    utf16 *properties = NULL;
    fact(endpoints.query(handle, NULL, &properties, NULL) == S_OK && contains(properties, u"pod-\u00fc-\U0001F642"),
         "A2 text is UTF-16 with surrogates, NUL-terminated");
    free(properties);
    endpoints.close(handle);
}

static void odd_handles(void) {
    utf16 *record = NULL;
    utf16 *properties = NULL;
    fact(endpoints.query(NULL, NULL, &properties, &record) == 0x80070006 && properties == NULL, "A6 a query on a NULL handle fails");
    free(record);
    record = NULL;
    fact(endpoints.modify(NULL, UPDATE, &record) == 0x80070006, "A6 a change through a NULL handle fails");
    free(record);
    fact(endpoints.close(NULL) == 0x80070006, "A6 closing a NULL handle fails");
    fact(endpoints.close((void *)(uintptr_t)0xdeadbeefdeadbeef) == 0x80070006, "A6 a bogus handle fails");

    void *first = opened(&endpoints, &ENDPOINT);
    void *second = opened(&endpoints, &ENDPOINT);
    fact(first != NULL && second != NULL && first != second, "A6 every open has a handle of its own");
    fact(networks.query(first, NULL, &properties, NULL) == 0x80070006, "A6 an endpoint's handle is no network's");
    endpoints.close(first);
    fact(endpoints.query(second, NULL, &properties, NULL) == S_OK, "A6 closing one handle leaves the other");
    free(properties);
    endpoints.close(second);

    for (int i = 0; i < 1000; i++) opened(&endpoints, &ENDPOINT);
    fact(opened(&endpoints, &ENDPOINT) != NULL, "A8 a thousand open handles do no harm");

    fact(endpoints.open(NULL, &first, NULL) == E_INVALIDARG && first == NULL, "A6 a NULL GUID is rejected");
    fact(endpoints.open(&ENDPOINT, NULL, NULL) == E_INVALIDARG, "A6 a NULL pointer to the handle is rejected");
    fact(endpoints.enumerate(NULL, NULL, NULL) == S_OK, "A6 a NULL place for the result is survived");
}

static void deleted_object(void) {
    void *handle = opened(&endpoints, &DOOMED);
    utf16 *response = GARBAGE;
    hresult code = HNSCall(u"DELETE", u"/endpoints/22222222-2222-2222-2222-222222222222", u"", &response);
    fact(code == S_OK && contains(response, u"\"Success\":true"), "A1 HNSCall gives the v1 envelope");
    free(response);
    utf16 *properties = NULL;
    fact(endpoints.query(handle, NULL, &properties, NULL) == 0x803b0031, "A7 a handle whose object was deleted fails");
    fact(HNSCall(u"GET", u"/globals/version", NULL, NULL) == S_OK, "A6 HNSCall accepts a NULL document and a NULL pointer to the response");
    endpoints.close(handle);
}

static void *one_caller(void *unused) {
    (void)unused;
    for (int round = 0; round < ROUNDS; round++) {
        void *handle = opened(&endpoints, &ENDPOINT);
        utf16 *properties = NULL;
        bool right = handle != NULL && endpoints.modify(handle, UPDATE, NULL) == S_OK &&
                     endpoints.query(handle, QUERY_V2, &properties, NULL) == S_OK && contains(properties, u"10.0.0.1") &&
                     endpoints.close(handle) == S_OK;
        free(properties);
        if (!right) return (void *)1;
    }
    return NULL;
}

static void many_callers(void) {
    pthread_t callers[CALLERS];
    int started = 0;
    while (started < CALLERS && pthread_create(&callers[started], NULL, one_caller, NULL) == 0) started++;
    int wrong = 0;
    for (int i = 0; i < started; i++) {
        void *result;
        if (pthread_join(callers[i], &result) != 0 || result != NULL) wrong++;
    }
    fact(started == CALLERS && wrong == 0, "A9 100 callers at once, each open, change, query and close");
}

static void no_service(void) {
    utf16 *list = GARBAGE;
    utf16 *record = GARBAGE;
    hresult code = endpoints.enumerate(NULL, &list, &record);
    fact(code == RPC_S_SERVER_UNAVAILABLE && list == NULL && record == NULL, "a stopped service is an RPC failure without a record");
    utf16 *response = GARBAGE;
    fact(HNSCall(u"GET", u"/globals/version", u"", &response) == RPC_S_SERVER_UNAVAILABLE && response == NULL, "the same for HNSCall");
}

int main(int count, char **arguments) {
    void *computenetwork = load("libcomputenetwork.so");
    endpoints = calls_of(computenetwork, "Endpoint");
    networks = calls_of(computenetwork, "Network");
    namespaces = calls_of(computenetwork, "Namespace");
    *(void **)&HNSCall = symbol(load("libvmcompute.so"), "HNS%s", "Call");
    if (broken) return 1;
    if (count > 1 && strcmp(arguments[1], "no-service") == 0) {
        no_service();
    } else {
        every_kind("Endpoint", &endpoints, &ENDPOINT, u"11111111-1111-1111-1111-111111111111");
        every_kind("Network", &networks, &NETWORK, u"33333333-3333-3333-3333-333333333333");
        every_kind("Namespace", &namespaces, &NAMESPACE, u"44444444-4444-4444-4444-444444444444");
        failing();
        queries();
        odd_handles();
        deleted_object();
        many_callers();
    }
    return broken ? 1 : 0;
}
