/*
 * advapi32.dll's service control manager, which knows one service, `hns`. The simulator has its process id. A caller that opens with more
 * rights than reading needs is denied. CoreCLR on Linux takes the last error from errno.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "platform.h"
#include "text.h"
#include "wire.h"

#define SC_MANAGER_CONNECT 1
#define SERVICE_QUERY_STATUS 4
#define SC_STATUS_PROCESS_INFO 0
#define SERVICE_STOPPED 1
#define SERVICE_RUNNING 4

#define ERROR_ACCESS_DENIED 5
#define ERROR_INVALID_HANDLE 6
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_INVALID_LEVEL 124
#define ERROR_SERVICE_DOES_NOT_EXIST 1060

typedef struct {
    uint32_t type, state, controls, exit_code, specific_exit_code, check_point, wait_hint, process, flags;
} service_status_process;

static char manager, hns;

static void *opened(void *handle, uint32_t error) {
    errno = (int)error;
    return error == 0 ? handle : NULL;
}

static int32_t done(uint32_t error) {
    errno = (int)error;
    return error == 0;
}

static bool is_hns(const utf16 *name) { return text_length(name) == 3 && memcmp(name, u"hns", 3 * sizeof *name) == 0; }

HNS_EXPORT void *OpenSCManagerW(const utf16 *machine, const utf16 *database, uint32_t access);
HNS_EXPORT void *OpenSCManagerW(const utf16 *machine, const utf16 *database, uint32_t access) {
    (void)machine;
    (void)database;
    return opened(&manager, access == SC_MANAGER_CONNECT ? 0 : ERROR_ACCESS_DENIED);
}

HNS_EXPORT void *OpenServiceW(void *services, const utf16 *name, uint32_t access);
HNS_EXPORT void *OpenServiceW(void *services, const utf16 *name, uint32_t access) {
    if (services != &manager) return opened(NULL, ERROR_INVALID_HANDLE);
    if (!is_hns(name)) return opened(NULL, ERROR_SERVICE_DOES_NOT_EXIST);
    return opened(&hns, access == SERVICE_QUERY_STATUS ? 0 : ERROR_ACCESS_DENIED);
}

HNS_EXPORT int32_t QueryServiceStatusEx(void *service, int32_t level, uint8_t *buffer, uint32_t size, uint32_t *needed);
HNS_EXPORT int32_t QueryServiceStatusEx(void *service, int32_t level, uint8_t *buffer, uint32_t size, uint32_t *needed) {
    service_status_process status = {0};
    if (service != &hns) return done(ERROR_INVALID_HANDLE);
    if (level != SC_STATUS_PROCESS_INFO) return done(ERROR_INVALID_LEVEL);
    *needed = sizeof status;
    if (size < sizeof status) return done(ERROR_INSUFFICIENT_BUFFER);
    utf16 *process;
    hresult code = ask("QueryServiceStatusEx", 0, NULL, &process, NULL);
    if (code != S_OK) return done((uint32_t)code & 0xffff);
    status.process = process == NULL ? 0 : (uint32_t)number_from_text(process);
    task_free(process);
    status.state = status.process == 0 ? SERVICE_STOPPED : SERVICE_RUNNING;
    memcpy(buffer, &status, sizeof status);
    return done(0);
}

HNS_EXPORT int32_t CloseServiceHandle(void *handle);
HNS_EXPORT int32_t CloseServiceHandle(void *handle) { return done(handle == &manager || handle == &hns ? 0 : ERROR_INVALID_HANDLE); }
