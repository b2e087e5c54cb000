#pragma once

/* What a host proves itself with: starts one that rests for half a minute, and leaves it without a parent. */
int start_daemon(void);
int rest(void);
