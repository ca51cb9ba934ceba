#include "connections.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"

#define MOST_IDLE 128

static int idle[MOST_IDLE];
static int idle_count;
/* The simulator of the idle connections. Tests start several simulators in turn in the same process. */
static char idle_address[ADDRESS_SIZE];

static const char *address_of(void) {
    const char *address = getenv(SOCKET_VARIABLE);
    return address == NULL || strlen(address) >= ADDRESS_SIZE ? NULL : address;
}

static int take_idle(const char *address) {
    int connection = -1;
    lock_take();
    bool same = strcmp(address, idle_address) == 0;
    strcpy(idle_address, address);
    while (idle_count > 0 && connection < 0) {
        connection = idle[--idle_count];
        if (same && socket_is_alive(connection)) break;
        socket_close(connection);
        connection = -1;
    }
    lock_give();
    return connection;
}

int connection_take(void) {
    const char *address = address_of();
    if (address == NULL) return -1;
    int connection = take_idle(address);
    return connection >= 0 ? connection : socket_connect(address);
}

void connection_give(int connection) {
    const char *address = address_of();
    lock_take();
    bool keep = address != NULL && idle_count < MOST_IDLE && strcmp(address, idle_address) == 0;
    if (keep) idle[idle_count++] = connection;
    lock_give();
    if (!keep) socket_close(connection);
}

void connection_drop(int connection) { socket_close(connection); }
