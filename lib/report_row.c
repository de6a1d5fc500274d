#include "report_row.h"

#include <math.h>

#include "report_figures.h"

void
report_row_begin(struct out *o, const char *type)
{
	jwrite_begin(&o->buf);
	jwrite_string(&o->buf, SPAN("type"), span_of(type));
}

void
report_row_end(struct out *o)
{
	jwrite_end(&o->buf);
	out_end_line(o);
}

void
report_row_number(struct buf *b, struct span key, double value)
{
	if (!isfinite(value))
		return;
	jwrite_key(b, key);
	buf_printf(b, "%.6g", value == 0 ? 0 : value);
}

void
report_row_count(struct buf *b, struct span key, uint64_t n)
{
	jwrite_int(b, key, (int64_t)n);
}

void
report_row_interval(struct buf *b, const char *name, double value, struct interval ci)
{
	char text[48];

	report_row_number(b, span_of(name), value);
	snprintf(text, sizeof text, "%s_lo", name);
	report_row_number(b, span_of(text), ci.lo);
	snprintf(text, sizeof text, "%s_hi", name);
	report_row_number(b, span_of(text), ci.hi);
}

void
report_row_share(struct buf *b, const char *name, struct proportion p)
{
	if (p.n)
		report_row_interval(b, name, (double)p.k / (double)p.n,
		    proportion_wilson(p, report_z()));
}
