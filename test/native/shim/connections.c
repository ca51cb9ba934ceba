#include "connections.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_IDLE 128

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int idle[MOST_IDLE];
static int idle_count;
/* The simulator of the idle connections. Tests start several simulators in turn in the same process. */
static struct sockaddr_un idle_address;

static bool address_of(struct sockaddr_un *address) {
    const char *path = getenv(SOCKET_VARIABLE);
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (path == NULL || strlen(path) >= sizeof address->sun_path) return false;
    strcpy(address->sun_path, path);
    return true;
}

/* Between calls a socket is readable only after the simulator has closed its side. */
static bool alive(int connection) {
    char byte;
    ssize_t got = recv(connection, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

static int take_idle(const struct sockaddr_un *address) {
    int connection = -1;
    pthread_mutex_lock(&lock);
    bool same = strcmp(address->sun_path, idle_address.sun_path) == 0;
    idle_address = *address;
    while (idle_count > 0 && connection < 0) {
        connection = idle[--idle_count];
        if (same && alive(connection)) break;
        close(connection);
        connection = -1;
    }
    pthread_mutex_unlock(&lock);
    return connection;
}

int connection_take(void) {
    struct sockaddr_un address;
    if (!address_of(&address)) return -1;
    int connection = take_idle(&address);
    if (connection >= 0) return connection;
    connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) return -1;
    int connected;
    do connected = connect(connection, (const struct sockaddr *)&address, sizeof address);
    while (connected < 0 && errno == EINTR);
    if (connected == 0) return connection;
    close(connection);
    return -1;
}

void connection_give(int connection) {
    struct sockaddr_un address;
    bool keep = address_of(&address);
    pthread_mutex_lock(&lock);
    keep = keep && idle_count < MOST_IDLE && strcmp(address.sun_path, idle_address.sun_path) == 0;
    if (keep) idle[idle_count++] = connection;
    pthread_mutex_unlock(&lock);
    if (!keep) close(connection);
}

void connection_drop(int connection) {
    close(connection);
}
