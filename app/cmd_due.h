/* cmd_due.h: `motcua due`: one due date, without a database. argv[0] is the command's name. Returns the exit code: 0, 1
 * when the calendar does not reach (one line on stderr says so), 2 for usage or a calendar file that cannot be read. */
#ifndef MOTCUA_APP_CMD_DUE_H
#define MOTCUA_APP_CMD_DUE_H

int cmd_due(int argc, char **argv);

#endif
