/* door_stream.h: a channel whose input and outputs are those of a child process: imports, exports, files. */
#ifndef SERVER_DOOR_STREAM_H
#define SERVER_DOOR_STREAM_H

struct channel;

/* Takes the job, JSON text; replaces the channel's door. When no child can be had, the channel ends with a sentence and 75. */
void door_stream_open(struct channel *channel, char *job);
#endif
