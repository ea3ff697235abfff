/* main.c: comptoir, the client. */
int
main(void)
{
	return 0;
}
