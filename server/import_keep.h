/* import_keep.h: refused rows stay in the database, each as the draft of the record that it should have become. */
#ifndef SERVER_IMPORT_KEEP_H
#define SERVER_IMPORT_KEEP_H
#include "server/import_batch.h"

/* Puts the refused rows of a lot beside their import, in the transaction that wrote the lot. The first of a file only. */
enum status import_keep(struct import *i, const struct import_lot *lot) MUST_CHECK;
#endif
