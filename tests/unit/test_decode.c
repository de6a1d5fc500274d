/* Records out of bytes of every format, cut anywhere. */
#include "unit.h"

#include "decode.h"
#include "../pieces.h"

/* Each record as LINE:BYTE:TEXT and a newline; the members must lie in it. */
static void
take(void *arg, const struct record *r)
{
	struct buf *all = arg;
	const char *p = r->text.p, *end = p + r->text.n;
	struct jscan again = { 0 };

	assert_int_equal(jscan_object(&again, r->text), 0);
	assert_int_equal(again.n, r->json->n);
	assert_int_equal(again.escapes, r->json->escapes);
	for (size_t i = 0; i < again.n; i++) {
		const struct jscan_member *m = &r->json->member[i];

		assert_true(span_eq(again.member[i].key, m->key));
		assert_true(span_eq(again.member[i].value, m->value));
		assert_true(m->value.p > p && m->value.p + m->value.n < end);
	}
	assert_int_equal(decode_place(r, 0).line, r->at.line);
	assert_int_equal(decode_place(r, 0).byte, r->at.byte);
	buf_printf(all, "%d:%d:", (int)r->at.line, (int)r->at.byte);
	buf_put(all, r->text);
	buf_byte(all, '\n');
	jscan_free(&again);
}

struct how {
	const char *from;      /* NULL: by content */
	const char *records;   /* --records */
	size_t max;            /* --max-line; 0: 1 MiB */
	bool fails;            /* the input, at its end */
	bool lenient, no_header, cr, join;
	const char *delimiter, *quote, *header, *null, *comment;
};

/* The records, the counts, and how it ended. */
static const char *
decode(struct span bytes, size_t piece, const struct how *how)
{
	static struct buf all;
	struct run run = { .rejects.quiet = true, .progress.mode = PROGRESS_NEVER,
		.max_line = how->max ? how->max : 1 << 20 };
	struct decode d = { .run = &run, .sink = take, .arg = &all, .lenient = how->lenient,
		.no_header = how->no_header, .cr = how->cr, .join = how->join, .header = how->header,
		.comment = how->comment, .null = { { how->null }, how->null != NULL } };
	struct pieces p = { bytes, piece, how->fails };
	struct fault why = { 0 };
	struct input in;
	int rc;

	all.n = 0;
	rejects_begin(&run.rejects, &run.tally, &run.notes);
	if (how->from)
		assert_null(decode_take_format(&d.from, how->from));
	if (how->records)
		assert_null(decode_take_records(&d.records, how->records));
	if (how->delimiter)
		assert_null(decode_take_delimiter(&d, how->delimiter));
	if (how->quote)
		assert_null(decode_take_quote(&d, how->quote));
	input_from(&in, "pieces", pieces_give, &p);
	rc = decode_run(&d, &in, &why);
	input_close(&in);
	for (size_t i = 0; i < run.tally.rows; i++)
		buf_printf(&all, "%s %d\n", run.tally.row[i].name, (int)run.tally.row[i].n);
	if (rc)
		buf_printf(&all, "failed: %s\n", why.text);
	jpath_free(&d.records);
	return buf_text(&all);
}

struct row {
	struct span in;
	const char *want;
	struct how how;
};

#define IN(literal) { literal, sizeof(literal) - 1 }

static void
check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t piece = 1; piece < 40; piece += piece < 8 ? 1 : 31) {
			size_t size = piece == 39 ? SIZE_MAX : piece;

			assert_string_equal(decode(rows[i].in, size, &rows[i].how), rows[i].want);
		}
}

#define CHECK(rows) check(rows, sizeof rows / sizeof *rows)

#define BOM "\xef\xbb\xbf"

static void
lines_of_objects(void **state)
{
	static const struct row rows[] = {
		{ IN(""), "", { 0 } },
		{ IN("\n\r\n \t\n"), "blank_lines 3\n", { 0 } },
		{ IN(BOM), "blank_lines 1\n", { 0 } },
		{ IN("{}"), "1:1:{}\n", { 0 } },
		{ IN("{\"a\":1}\n{\"b\" : 2.50 }\r\n"), "1:1:{\"a\":1}\n2:1:{\"b\" : 2.50 }\n", { 0 } },
		{ IN("\n\n {\"a\":1} \t\n\n{}\n \n"), "3:2:{\"a\":1}\n5:1:{}\nblank_lines 4\n", { 0 } },
		{ IN(BOM "{\"a\":1}\n" BOM "{\"a\":2}\n"), "1:1:{\"a\":1}\n2:1:{\"a\":2}\n", { 0 } },
		{ IN("{\"id\":12345678901234567890,\"x\":1.10,\"y\":-0,\"z\":1E400}\n"),
		  "1:1:{\"id\":12345678901234567890,\"x\":1.10,\"y\":-0,\"z\":1E400}\n", { 0 } },
		{ IN("{\"a\":1}\n{bad}\n{\"a\":1}{}\n{\"b\":2}\n"),
		  "1:1:{\"a\":1}\n4:1:{\"b\":2}\nbad_json 2\n", { 0 } },
		{ IN("{\"a\":\"\0\"}\n{\"a\":\"\t\"}\n{\"a\":\"\xff\"}\n{\"a\":1,}\n{}"),
		  "5:1:{}\nbad_json 3\nbad_utf8 1\n", { 0 } },
		{ IN("{}\nnull\n42\n\"x\"\n[{}]\n1,2\nNaN\n"), "1:1:{}\nnot_object 4\nbad_json 2\n", { 0 } },
		{ IN("nt\":\"cut off\"}\n{\"a\":1}\n"), "2:1:{\"a\":1}\nbad_json 1\n", { 0 } },
		{ IN("42\n{\"a\":1}\n"), "2:1:{\"a\":1}\nnot_object 1\n", { 0 } },
		{ IN("{\"a\":1}\n{\"b\":2}"), "1:1:{\"a\":1}\ntorn 1\nfailed: the wire was cut\n",
		  { .fails = true } },
		{ IN("{\"a\":1}\n"), "1:1:{\"a\":1}\nfailed: the wire was cut\n", { .fails = true } },
		{ IN(""), "failed: the wire was cut\n", { .fails = true } },
		{ IN("{\"a\":1}\n{\"a\":\"123456789 123456789 123456789 123456789 123456789 123456789 "
		     "123456789 123456789 123456789 \"}\n{\"b\":2}\n"),
		  "1:1:{\"a\":1}\n3:1:{\"b\":2}\ntoo_long 1\n", { .max = 80 } },
		{ IN("{\"a\":\n1}\n"), "bad_json 2\n", { .from = "ndjson" } },
	};

	(void)state;
	CHECK(rows);
}

static void
documents(void **state)
{
	static const struct row rows[] = {
		{ IN("{\n  \"a\": 1\n}\n{\n\t\"b\": [1,\r\n 2]\n}\n"),
		  "1:1:{\"a\": 1}\n4:1:{\"b\": [1,2]}\n", { 0 } },
		{ IN("[{\"a\":1},{\"b\":\"] } \\\" , [\"} , { } ]"),
		  "1:2:{\"a\":1}\n1:10:{\"b\":\"] } \\\" , [\"}\n1:31:{ }\n", { 0 } },
		{ IN("[]"), "", { 0 } },
		{ IN("[\n{\"a\":1}\n]\n" BOM "[{\"b\":2}]"), "2:1:{\"a\":1}\n4:5:{\"b\":2}\n", { 0 } },
		{ IN("[1,\"x\",[{}],null,{\"a\":1},true]"), "1:18:{\"a\":1}\nnot_object 5\n", { 0 } },
		{ IN("[{\"a\":1,},{\"b\":nul},{\"c\":\"\n\"},{\"d\":4}]"), "2:4:{\"d\":4}\nbad_json 3\n", { 0 } },
		{ IN("[{\"a\":1\n2},\n{\"a\":tr\t\nue},\n{\"a\":\"x\"\n3},\n{\"b\":\n1\n}]"),
		  "7:1:{\"b\":1}\nbad_json 3\n", { 0 } },
		{ IN("[{\"a\":1},{\"b\":2}"),
		  "1:2:{\"a\":1}\ntorn 1\nfailed: truncated: ends inside the document that begins at line 1\n",
		  { 0 } },
		{ IN("[{\"a\":1},{\"b"),
		  "1:2:{\"a\":1}\ntorn 1\nfailed: truncated: ends inside the document that begins at line 1\n",
		  { 0 } },
		{ IN("[{\"a\":1},{\"b"), "1:2:{\"a\":1}\ntorn 1\nfailed: the wire was cut\n", { .fails = true } },
		{ IN("[{\"a\":1},\n]"), "1:2:{\"a\":1}\nfailed: line 2, column 1: expected a value\n", { 0 } },
		{ IN("[{\"a\":1} {\"b\":2}]"),
		  "torn 1\nfailed: line 1, column 10: expected ',' or a closing bracket\n", { 0 } },
		{ IN("[{\"a\":1}]]"),
		  "1:2:{\"a\":1}\nfailed: line 1, column 10: a bracket that closes nothing\n", { 0 } },
		{ IN("[{\"a\":1],{}]"),
		  "torn 1\nfailed: line 1, column 8: a ']' that has to be a '}'\n", { 0 } },
		{ IN("{}{}\n42 {\"a\":1}true"), "1:1:{}\n1:3:{}\n2:4:{\"a\":1}\nnot_object 2\n",
		  { .from = "json" } },
		{ IN("{\"a\":1}\r{\"b\":2}\r"), "1:1:{\"a\":1}\n1:9:{\"b\":2}\n", { 0 } },
		{ IN("[{\"a\":\"123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
		     "123456789 123456789 \"},{\"b\":2}]"), "1:101:{\"b\":2}\ntoo_long 1\n", { .max = 80 } },
	};

	(void)state;
	CHECK(rows);
}

static void
places_in_documents(void **state)
{
	static const struct row rows[] = {
		{ IN("{\"data\":{\"rows\":[{\"a\":1},{\"a\":2}],\"n\":[{}]},\"rows\":[{}]}"),
		  "1:18:{\"a\":1}\n1:26:{\"a\":2}\n", { .records = "data.rows" } },
		{ IN("{\"x\":[{}],\"d\\u0061ta\":[{\"a\":1}]}"), "1:24:{\"a\":1}\n", { .records = "/data" } },
		{ IN("{\"d\\x61ta\":[{\"a\":1}]}"), "no_records 1\n", { .records = "/data" } },
		{ IN("{\"datadata\":[{}],\"dat\":[{}]}"), "no_records 1\n", { .records = "/data" } },
		{ IN("{\"b\":[{\"n\":1}]}\n{}\n{\"b\":null}\n{\"b\":{\"n\":2}}\n{\"b\":3}\n7\n"),
		  "1:7:{\"n\":1}\n4:6:{\"n\":2}\nno_records 2\nnot_object 1\n", { .records = "b" } },
		{ IN("[[{\"a\":0}],[{\"a\":1}]]"), "1:13:{\"a\":1}\n", { .records = "/1" } },
		{ IN("{\"l\":[{\"r\":[{\"a\":0}]},{\"r\":[{\"a\":1}]}]}"), "1:29:{\"a\":1}\n",
		  { .records = "l.1.r" } },
		{ IN("{\"a\":@,\"b\":[]}"), "failed: line 1, column 6: expected a value\n", { .records = "b" } },
		{ IN("{\"b\":[{\"a\":1}],\"c\":"), "1:7:{\"a\":1}\nfailed: truncated: ends inside the document "
		  "that begins at line 1\n", { .records = "b" } },
	};

	(void)state;
	CHECK(rows);
}

static void
rows_of_cells(void **state)
{
	static const struct row rows[] = {
		{ IN("a,b\n"), "", { 0 } },
		{ IN("a,b\n1,2\n"), "2:1:{\"a\":\"1\",\"b\":\"2\"}\n", { 0 } },
		{ IN(BOM "\"a\",b\r\n,\r\n\r\nx y , z"),
		  "2:1:{\"a\":null,\"b\":null}\n4:1:{\"a\":\"x y \",\"b\":\" z\"}\nblank_lines 1\n", { 0 } },
		{ IN("a,b\n\"1\r\n\n" BOM "2\",\"\"\n3,4\n"),
		  "2:1:{\"a\":\"1\\r\\n\\n" BOM "2\",\"b\":\"\"}\n5:1:{\"a\":\"3\",\"b\":\"4\"}\n", { 0 } },
		{ IN("a,b\n\"x \"\"y\"\", z\",\"\"\"\"\n"), "2:1:{\"a\":\"x \\\"y\\\", z\",\"b\":\"\\\"\"}\n",
		  { 0 } },
		{ IN("\"a \"\"q\"\"\",b\n\\,\xc3\xa9\x01\n"),
		  "2:1:{\"a \\\"q\\\"\":\"\\\\\",\"b\":\"\xc3\xa9\\u0001\"}\n", { 0 } },
		{ IN("a,b\n1\n1,2,3\n1,2\n1,2,\n"), "4:1:{\"a\":\"1\",\"b\":\"2\"}\nragged 3\n", { 0 } },
		{ IN("a,b\n1,2\na,b\n3,4\n"),
		  "2:1:{\"a\":\"1\",\"b\":\"2\"}\n4:1:{\"a\":\"3\",\"b\":\"4\"}\nrepeated_headers 1\n", { 0 } },
		{ IN("a,b\nx\"y,2\n\"x\"y,2\n1,2\n"), "4:1:{\"a\":\"1\",\"b\":\"2\"}\nbad_csv 2\n", { 0 } },
		{ IN("a,b\nx\"y,2\n\"x\"y,2\n1,2\n"),
		  "2:1:{\"a\":\"x\\\"y\",\"b\":\"2\"}\n3:1:{\"a\":\"\\\"x\\\"y\",\"b\":\"2\"}\n"
		  "4:1:{\"a\":\"1\",\"b\":\"2\"}\nloose_quotes 2\n",
		  { .lenient = true } },
		/* A stray quote costs its own line, not those up to the next quote. */
		{ IN("a,b\n1,\"x\n2,y\n3,z\n4,\"w\",\n\"5\",v\n"),
		  "3:1:{\"a\":\"2\",\"b\":\"y\"}\n4:1:{\"a\":\"3\",\"b\":\"z\"}\n6:1:{\"a\":\"5\",\"b\":\"v\"}\n"
		  "bad_csv 1\nragged 1\n", { 0 } },
		{ IN("a,b\n1,2\n3,\"x\n4,y\n"), "2:1:{\"a\":\"1\",\"b\":\"2\"}\nbad_csv 1\n"
		  "failed: ends inside the quotes that open at line 3, column 3\n", { 0 } },
		{ IN("a,b\n1,2\n3,\"x\n4,y"), "2:1:{\"a\":\"1\",\"b\":\"2\"}\ntorn 1\nfailed: the wire was cut\n",
		  { .fails = true } },
		{ IN("a,b\n1,2\n3,4"), "2:1:{\"a\":\"1\",\"b\":\"2\"}\ntorn 1\nfailed: the wire was cut\n",
		  { .fails = true } },
		{ IN("a,b\n1,\xff\n2,\0\n3,\"\xff\"\n4,5\n"),
		  "5:1:{\"a\":\"4\",\"b\":\"5\"}\nbad_utf8 2\nbad_csv 1\n",
		  { 0 } },
		{ IN("a,b"), "failed: the wire was cut\n", { .fails = true } },
		{ IN("a,b,a\n1,2,3\n"), "failed: columns 1 and 3 are both named 'a'\n", { 0 } },
		{ IN("a,,c\n1,2,3\n"), "failed: column 2 has no name in the header\n", { 0 } },
		{ IN("a,b\"c\n1,2\n"),
		  "failed: line 1, column 4: the header: a quote inside a cell, or something "
		  "behind a closing quote\n",
		  { 0 } },
		{ IN("a,b\r1,2\r"), "failed: its lines end in CR alone: say so with --cr\n",
		  { 0 } },
		{ IN("a\tb\n1\t\"2\"\"\n"), "2:1:{\"a\":\"1\",\"b\":\"\\\"2\\\"\\\"\"}\n", { 0 } },
		{ IN("a\tb,c\td\n1\t2\t3\n"), "2:1:{\"a\":\"1\",\"b,c\":\"2\",\"d\":\"3\"}\n", { 0 } },
		{ IN("a\n1\n\"2\"\n"), "2:1:{\"a\":\"1\"}\n3:1:{\"a\":\"2\"}\n", { .from = "csv" } },
		{ IN("a,b\n1,\"123456789 123456789 123456789\n123456789 123456789 123456789\n123456789 "
		     "123456789\n4,5\n"),
		  "5:1:{\"a\":\"4\",\"b\":\"5\"}\ntoo_long 1\nragged 2\n", { .max = 80 } },
	};

	(void)state;
	CHECK(rows);
}

/* What the options make of rows. */
static void
rows_by_options(void **state)
{
	static const struct row rows[] = {
		{ IN("a;b\n1,5;\"x;y\"\n"), "2:1:{\"a\":\"1,5\",\"b\":\"x;y\"}\n", { .delimiter = ";" } },
		{ IN("a\tb\n1\t\"2\t\"\n"), "2:1:{\"a\":\"1\",\"b\":\"2\\t\"}\n", { .delimiter = "tab" } },
		{ IN("a\tb\n1\t\"2\t\"\n"), "2:1:{\"a\":\"1\",\"b\":\"2\\t\"}\n",
		  { .from = "tsv", .quote = "\"" } },
		{ IN("a,b\n'x,''y''','\n'\n"), "2:1:{\"a\":\"x,'y'\",\"b\":\"\\n\"}\n", { .quote = "'" } },
		{ IN("a,b\n\"1,2\"\n"), "2:1:{\"a\":\"\\\"1\",\"b\":\"2\\\"\"}\n", { .quote = "none" } },
		{ IN("1,2\n\n3,4\n"),
		  "1:1:{\"x\":\"1\",\"y,z\":\"2\"}\n3:1:{\"x\":\"3\",\"y,z\":\"4\"}\nblank_lines 1\n",
		  { .header = "x,\"y,z\"" } },
		{ IN("1\t2\n"), "1:1:{\"x\":\"1\",\"y\":\"2\"}\n", { .header = "x,y" } },
		{ IN("1,2\n1,2,3\n"), "1:1:{\"x\":\"1\",\"y\":\"2\"}\nragged 1\n", { .header = "x,y" } },
		{ IN("1,2\n"), "failed: columns 1 and 2 are both named 'x'\n", { .header = "x,x" } },
		{ IN("1,2\n"), "failed: --header: a quote is misplaced, or not closed\n",
		  { .header = "x,\"y" } },
		{ IN("a,b\na,b\n\"1\",\n"), "1:1:{\"1\":\"a\",\"2\":\"b\"}\n2:1:{\"1\":\"a\",\"2\":\"b\"}\n"
		  "3:1:{\"1\":\"1\",\"2\":null}\n", { .no_header = true } },
		{ IN(","), "1:1:{\"1\":null,\"2\":null}\n", { .no_header = true } },
		{ IN("a,b,c\n\\N,,\"\"\nx\\N,\"\\N\",\n"),
		  "2:1:{\"a\":null,\"b\":null,\"c\":\"\"}\n3:1:{\"a\":\"x\\\\N\",\"b\":null,\"c\":null}\n",
		  { .null = "\\N" } },
		{ IN("#made today, \"\na,b\n#1,2\n3,#4\n"),
		  "3:1:{\"a\":\"#1\",\"b\":\"2\"}\n4:1:{\"a\":\"3\",\"b\":\"#4\"}\ncomment_lines 1\n",
		  { .comment = "#made", .from = "csv" } },
		{ IN("a,b\r1,\"x\ry\"\r\r3,4"),
		  "2:1:{\"a\":\"1\",\"b\":\"x\\ry\"}\n5:1:{\"a\":\"3\",\"b\":\"4\"}\nblank_lines 1\n",
		  { .cr = true } },
		{ IN("{\"a\":1}\r{\"a\":2}"), "1:1:{\"a\":1}\n2:1:{\"a\":2}\n",
		  { .cr = true, .from = "ndjson" } },
		{ IN("\n{\"a\":\n[1,\n\n2]}\r{\"a\":\n\r3}\r{\"a\":\"\n\"}"),
		  "1:2:{\"a\": [1,  2]}\n2:1:{\"a\": 3}\njoined_records 1\nbad_json 1\n",
		  { .cr = true, .join = true, .from = "ndjson" } },
		{ IN("\n{\"a\":\n1}\r"), "1:2:{\"a\": 1}\n", { .cr = true, .from = "ndjson" } },
	};

	(void)state;
	CHECK(rows);
}

/* What --lenient lets pass, and what not; --join. */
static void
leniently(void **state)
{
	static const struct row rows[] = {
		{ IN("a,b,c\n1\n1,2,3,\n1,2,3,,\n1,2,3,4\n"),
		  "2:1:{\"a\":\"1\",\"b\":null,\"c\":null}\n3:1:{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}\n"
		  "4:1:{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}\nragged_rows 3\nragged 1\n", { .lenient = true } },
		{ IN("a,,a,a_2,a\n1,2,3,4,5\n"),
		  "2:1:{\"a\":\"1\",\"2\":\"2\",\"a_2\":\"3\",\"a_2_2\":\"4\",\"a_3\":\"5\"}\nmade_names 4\n",
		  { .lenient = true } },
		{ IN("a,b\nx\"y,\"3\"\"\"\n"), "2:1:{\"a\":\"x\\\"y\",\"b\":\"3\\\"\"}\nloose_quotes 1\n",
		  { .lenient = true } },
		{ IN("a,b\n\"5,6\n7,\"8\"\n9,\"x\n"),
		  "2:1:{\"a\":\"\\\"5\",\"b\":\"6\"}\n3:1:{\"a\":\"7\",\"b\":\"8\"}\n"
		  "4:1:{\"a\":\"9\",\"b\":\"\\\"x\"}\nloose_quotes 2\n", { .lenient = true } },
		{ IN("a,b\n1,\xff\n"), "bad_utf8 1\n", { .lenient = true } },
		{ IN("{\"a\":1} {\"b\":\"}{\"}{}\n{\"c\":3}\n"),
		  "1:1:{\"a\":1}\n1:9:{\"b\":\"}{\"}\n1:19:{}\n2:1:{\"c\":3}\nobjects_on_a_line 3\n",
		  { .lenient = true, .from = "ndjson" } },
		{ IN("{\"a\":1}{\"b\":2}x\n{\"a\":1},{}\n{\"a\":1,}\n{\"a\":[1}]}\n{}}\n"), "bad_json 5\n",
		  { .lenient = true, .from = "ndjson" } },
		{ IN("{\"a\":\"x\ty\",\"b\":[NaN,-Infinity,\"NaN\",Infinity]}\n"),
		  "1:1:{\"a\":\"x\\ty\",\"b\":[null,null,\"NaN\",null]}\ntabs_escaped 1\nnan_to_null 3\n",
		  { .lenient = true } },
		{ IN("{\"a\":nan}\n{\"a\":None}\n{'a':1}\n{\"a\":NaNs}\n{\"a\":-NaN}\n"), "bad_json 5\n",
		  { .lenient = true } },
		{ IN("[{\"a\":NaN},\n{\"b\":2}]"), "1:2:{\"a\":null}\n2:1:{\"b\":2}\nnan_to_null 1\n",
		  { .lenient = true } },
		{ IN("{\"a\":\"x\ny\"}\n{\"b\":\n1}\n{\"c\":1}\n"),
		  "1:1:{\"a\":\"xy\"}\n3:1:{\"b\":1}\n5:1:{\"c\":1}\njoined_records 2\n",
		  { .join = true, .from = "ndjson" } },
		{ IN("{\"a\":1}\nterminated early\n{\"b\":2}\n"),
		  "1:1:{\"a\":1}\n3:1:{\"b\":2}\nfailed: the export was terminated early: line 2 says so\n",
		  { 0 } },
		{ IN("{\"a\":1}\nexport terminated early"),
		  "1:1:{\"a\":1}\nfailed: the export was terminated early: line 2 says so\n", { .join = true } },
	};

	(void)state;
	CHECK(rows);
}

static void
what_is_refused(void **state)
{
	static const struct row rows[] = {
		{ IN("{\0\"\0a\0\"\0:\0""1\0}\0"),
		  "failed: UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 FILE | ...\n", { 0 } },
		{ IN("\xff\xfe\0\0{\0\0\0"),
		  "failed: UTF-32 text; convert it: iconv -f UTF-32 -t UTF-8 FILE | ...\n", { 0 } },
		{ IN("\xfe\xff\0{"),
		  "failed: UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 FILE | ...\n", { .from = "csv" } },
		{ IN("\n <html>\n<p>a,b\n"),
		  "blank_lines 1\nfailed: HTML or XML, not data: it begins with '<html>'\n",
		  { 0 } },
		{ IN("ab\x01,c\nx\n"), "failed: not text: byte 0x01 at 3\n", { 0 } },
		{ IN("ab,c\xe9,d\nx\n"), "failed: not text in UTF-8: byte 0xe9 at 5; Latin-1 is converted by "
		  "iconv -f LATIN1 -t UTF-8 FILE | ...\n", { 0 } },
		{ IN("just words\nand more\n"),
		  "failed: cannot tell what it is: the first line is no JSON and has "
		  "no comma or tab; say it with --from\n", { 0 } },
		{ IN("PK\3\4rest of it"),
		  "failed: a zip archive without its end: truncated, or more is behind it\n", { 0 } },
	};

	(void)state;
	CHECK(rows);
}

static void
source_comes_first(void **state)
{
	struct out o = { .buf = { 0 } };
	struct jscan s = { 0 };
	struct record r = { .text = SPAN("{\"a\":1}"), .json = &s, .at = { "gs://b/\"o\".gz", 7, 1 } };

	(void)state;
	assert_int_equal(jscan_object(&s, r.text), 0);
	decode_write(&o, &r, false);
	decode_write(&o, &r, true);
	r.text = SPAN("{ }");
	assert_int_equal(jscan_object(&s, r.text), 0);
	decode_write(&o, &r, true);
	r.text = SPAN("{\"_source\":\"x:1\",\"a\":1}");
	assert_int_equal(jscan_object(&s, r.text), 0);
	decode_write(&o, &r, true);
	assert_span(buf_span(&o.buf), "{\"a\":1}\n{\"_source\":\"gs://b/\\\"o\\\".gz:7\",\"a\":1}\n"
	    "{\"_source\":\"gs://b/\\\"o\\\".gz:7\" }\n{\"_source\":\"x:1\",\"a\":1}\n");
	jscan_free(&s);
	buf_free(&o.buf);
}

static void
wrong_options(void **state)
{
	const struct decode_format *f = NULL;
	struct jpath path = { 0 };
	struct decode d = { 0 };

	(void)state;
	assert_non_null(decode_take_format(&f, "xml"));
	assert_null(f);
	assert_null(decode_take_format(&f, "tsv"));
	assert_ptr_equal(f, &decode_tsv);
	assert_non_null(decode_take_records(&path, "/a~2"));
	assert_non_null(decode_take_delimiter(&d, "||"));
	assert_non_null(decode_take_delimiter(&d, "\""));
	assert_non_null(decode_take_delimiter(&d, ""));
	assert_non_null(decode_take_quote(&d, "\n"));
	assert_int_equal(d.delim, 0);
	jpath_free(&path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lines_of_objects),
	cmocka_unit_test(documents),
	cmocka_unit_test(places_in_documents),
	cmocka_unit_test(rows_of_cells),
	cmocka_unit_test(rows_by_options),
	cmocka_unit_test(leniently),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(source_comes_first),
	cmocka_unit_test(wrong_options),
};

UNIT_MAIN
