/* Connections to the simulator. Each carries one call at a time. Idle ones are reused. */
#ifndef HNS_CONNECTIONS_H
#define HNS_CONNECTIONS_H

/* Environment variable with the simulator's address (platform.h). */
#define SOCKET_VARIABLE "HNS_SIMULATOR_SOCKET"

/* Returns an idle or new connection, or -1 if no simulator listens. */
int connection_take(void);

/* Returns a connection to the idle ones, after its whole answer has been read. */
void connection_give(int connection);

/* Closes a connection that failed during a call. */
void connection_drop(int connection);

#endif
