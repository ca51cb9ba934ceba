#include "platform.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int socket_connect(const char *path) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) return -1;
    int connected;
    do connected = connect(connection, (const struct sockaddr *)&address, sizeof address);
    while (connected < 0 && errno == EINTR);
    if (connected == 0) return connection;
    close(connection);
    return -1;
}

bool socket_is_alive(int connection) {
    char byte;
    ssize_t got = recv(connection, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

ptrdiff_t socket_send(int connection, const uint8_t *bytes, size_t length) {
    ssize_t sent;
    do sent = send(connection, bytes, length, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

ptrdiff_t socket_receive(int connection, uint8_t *bytes, size_t length) {
    ssize_t got;
    do got = recv(connection, bytes, length, 0);
    while (got < 0 && errno == EINTR);
    return got;
}

void socket_close(int connection) { close(connection); }

void lock_take(void) { pthread_mutex_lock(&lock); }

void lock_give(void) { pthread_mutex_unlock(&lock); }

void *task_allocate(size_t bytes) { return malloc(bytes); }

void task_free(void *memory) { free(memory); }
