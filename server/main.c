/* main.c: comptoird, the server and its administration. */
int
main(void)
{
	return 0;
}
