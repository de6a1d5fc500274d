/*
 * What libcsv says, strict, of a row that the scanner refuses: the last word, and
 * the place of the mistake. Its state is made anew, for such rows are few.
 */
#include <csv.h>

#include "csvrow.h"
#include "diag.h"

/* White space is data, and so are line breaks: the caller has found the row's end. */
static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

size_t
csvrow_ask(const struct csvrow *w, struct span row)
{
	struct csv_parser parser;
	size_t at;

	if (csv_init(&parser, CSV_STRICT))
		die_errno(DIAG_STOPPED, "memory for libcsv");
	csv_set_delim(&parser, (unsigned char)w->delim);
	csv_set_quote(&parser, (unsigned char)w->quote);
	csv_set_space_func(&parser, never);
	csv_set_term_func(&parser, never);
	at = csv_parse(&parser, row.p, row.n, NULL, NULL, NULL);
	if (at < row.n && csv_error(&parser) != CSV_EPARSE)
		die_errno(DIAG_STOPPED, "memory for libcsv");
	csv_free(&parser);
	return at;
}
