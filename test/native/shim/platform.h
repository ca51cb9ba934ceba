/* The parts of the shim that differ between Linux and Windows: sockets, a lock, and the memory of strings that the caller frees. */
#ifndef HNS_PLATFORM_H
#define HNS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a socket's address with its NUL. */
#define ADDRESS_SIZE 108

/*
 * A new connection, or -1. The address is the path of a Unix-domain socket on Linux, and a TCP port of the loopback interface on Windows.
 */
int socket_connect(const char *address);

/* False if the other side has closed the connection. Between calls there are no bytes to read. */
bool socket_is_alive(int connection);

/* Bytes that were sent or received. Zero or less: the connection is broken. */
ptrdiff_t socket_send(int connection, const uint8_t *bytes, size_t length);
ptrdiff_t socket_receive(int connection, uint8_t *bytes, size_t length);

void socket_close(int connection);

void lock_take(void);
void lock_give(void);

/* As CoTaskMemAlloc and CoTaskMemFree of the platform, which for .NET on Linux are malloc and free. */
void *task_allocate(size_t bytes);
void task_free(void *memory);

#endif
