/* commands.h: one function a command; argv[0] is the command's name; the result is the exit code 0, 1 or 2. */
#ifndef MOTCUA_APP_COMMANDS_H
#define MOTCUA_APP_COMMANDS_H

#include "app/cli.h"
#include "app/cmd_due.h"

int cmd_serve(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_token(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_setting(int argc, char **argv);
int cmd_sign(int argc, char **argv);
int cmd_docs(int argc, char **argv);

#endif
