#include <winsock2.h>

#include "platform.h"

#include <limits.h>
#include <objbase.h>
#include <stdlib.h>

static SRWLOCK lock = SRWLOCK_INIT;

/* Socket handles are small numbers: Windows uses no more than 32 bits of a handle. */
int socket_connect(const char *port) {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return -1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((u_short)atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SOCKET connection = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (connection == INVALID_SOCKET) return -1;
    if (connect(connection, (const struct sockaddr *)&address, sizeof address) == 0) return (int)connection;
    closesocket(connection);
    return -1;
}

bool socket_is_alive(int connection) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET((SOCKET)connection, &readable);
    const struct timeval now = {0, 0};
    return select(0, &readable, NULL, NULL, &now) == 0;
}

static int chunk(size_t length) { return length > INT_MAX ? INT_MAX : (int)length; }

ptrdiff_t socket_send(int connection, const uint8_t *bytes, size_t length) {
    return send((SOCKET)connection, (const char *)bytes, chunk(length), 0);
}

ptrdiff_t socket_receive(int connection, uint8_t *bytes, size_t length) {
    return recv((SOCKET)connection, (char *)bytes, chunk(length), 0);
}

void socket_close(int connection) { closesocket((SOCKET)connection); }

void lock_take(void) { AcquireSRWLockExclusive(&lock); }

void lock_give(void) { ReleaseSRWLockExclusive(&lock); }

void *task_allocate(size_t bytes) { return CoTaskMemAlloc(bytes); }

void task_free(void *memory) { CoTaskMemFree(memory); }
