/*
 * CSV (RFC 4180, strictly) and TSV (text/tab-separated-values: quotes mean
 * nothing), or as the options say.
 */
#include "decode.h"

static int
run(struct decode *d, struct line_reader *r, struct decode_rows how, struct fault *why)
{
	if (d->delim)
		how.delim = d->delim;
	if (d->quote || d->no_quote)
		how.quote = d->quote;
	if (how.delim == how.quote)
		return fault_set(why, "--quote and --delimiter are the same");
	if (d->header)
		how.names = span_of(d->header);
	how.numbered = d->no_header;
	return decode_rows(d, r, &how, why);
}

static int
run_csv(struct decode *d, struct line_reader *r, struct fault *why)
{
	return run(d, r, (struct decode_rows){ .delim = ',', .quote = '"' }, why);
}

static int
run_tsv(struct decode *d, struct line_reader *r, struct fault *why)
{
	return run(d, r, (struct decode_rows){ .delim = '\t' }, why);
}

/* The separator that the first line has more of. */
static int
sniff(struct span head, bool all, char delim, char other)
{
	struct span line = { head.p, span_find(head, '\n') };
	size_t ours = 0, others = 0;

	if (span_starts(decode_skip_blank(line), SPAN("{")) ||
	    span_starts(decode_skip_blank(line), SPAN("[")))
		return 0;
	if (line.n == head.n && !all)
		return -1;
	for (size_t i = 0; i < line.n; i++) {
		ours += line.p[i] == delim;
		others += line.p[i] == other;
	}
	return ours && (ours > others || (ours == others && delim == ','));
}

static int
sniff_csv(struct span head, bool all)
{
	return sniff(head, all, ',', '\t');
}

static int
sniff_tsv(struct span head, bool all)
{
	return sniff(head, all, '\t', ',');
}

const struct decode_format decode_csv = { "csv", sniff_csv, run_csv };
const struct decode_format decode_tsv = { "tsv", sniff_tsv, run_tsv };
