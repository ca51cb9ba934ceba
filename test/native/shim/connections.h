/* Connections to the simulator. One carries one call at a time; as many are open as there have been calls at once. */
#ifndef HNS_CONNECTIONS_H
#define HNS_CONNECTIONS_H

/* Environment variable with the simulator's address (platform.h). */
#define SOCKET_VARIABLE "HNS_SIMULATOR_SOCKET"

/* An idle connection or a new one; -1 when nobody listens. */
int connection_take(void);

/* Back among the idle ones, for a connection whose answer has been read to its end. */
void connection_give(int connection);

/* For a connection that failed in the middle of a call. */
void connection_drop(int connection);

#endif
