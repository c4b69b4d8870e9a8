/* banned.h: functions whose use is a compile error in this tree (after git's list). Force-included by meson into every
 * file of ours; base/ implementations that need one undefine it with a reason. */
#ifndef MOTCUA_BASE_BANNED_H
#define MOTCUA_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOTCUA_BANNED(f) motcua_banned_use_##f
#undef strcpy
#define strcpy MOTCUA_BANNED(strcpy)
#undef strcat
#define strcat MOTCUA_BANNED(strcat)
#undef strncpy
#define strncpy MOTCUA_BANNED(strncpy)
#undef strncat
#define strncat MOTCUA_BANNED(strncat)
#undef strtok
#define strtok MOTCUA_BANNED(strtok)
#undef sprintf
#define sprintf MOTCUA_BANNED(sprintf)
#undef vsprintf
#define vsprintf MOTCUA_BANNED(vsprintf)
#undef atoi
#define atoi MOTCUA_BANNED(atoi)
#undef atol
#define atol MOTCUA_BANNED(atol)
#undef localtime
#define localtime MOTCUA_BANNED(localtime)
#undef gmtime
#define gmtime MOTCUA_BANNED(gmtime)
#undef ctime
#define ctime MOTCUA_BANNED(ctime)
#undef asctime
#define asctime MOTCUA_BANNED(asctime)
#undef gets
#define gets MOTCUA_BANNED(gets)
#undef system
#define system MOTCUA_BANNED(system)
#undef popen
#define popen MOTCUA_BANNED(popen)

#endif
