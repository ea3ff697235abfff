/* numbers_sum.h: what numbers.c and its arithmetic share. */
#ifndef SHARED_NUMBERS_SUM_H
#define SHARED_NUMBERS_SUM_H
#include "shared/numbers.h"

/* Digits with their marks, one byte each, no sign. */
bool number_read_plain(const char *text, char known, char out[NUMBER_TEXT], bool *unsure);
/* 3*12,5 in such bytes. False: not arithmetic, a division by zero, or too large. */
bool number_sum(const char *text, char out[NUMBER_TEXT]);
#endif
