/* setting.h: the few values an administrator sets at run time. Names are a closed list (setting.c); anything else is
 * die(). Secrets (mail password, proxy keys) are read from files with checked modes and never stand in the database. */
#ifndef MOTCUA_CORE_SETTING_H
#define MOTCUA_CORE_SETTING_H

#include "base/ctx.h"

/* "demo" 1 for demonstration data · "default_unit" code of the agency for filings that name none
 * · "province" · "hotline" · "base_url" how people reach us: links in mail, QR codes, https://
 * for secure cookies · "mail.url" SMTP server · "mail.from" sender (these three are read when
 * `serve` starts; its options come first) · "backup.at" ISO instant of the newest backup ·
 * "officer.totp" asked|off: are officers without an authenticator led to enrol at sign-in */
NODISCARD enum rc setting_get(struct ctx *c, const char *name,
                              struct str *value); /* the default when nothing was set */
/* Journaled. INVALID for a value the name cannot have. */
NODISCARD enum rc setting_put(struct ctx *c, const char *name, struct str value);

#endif
