/* api-fetch - fetch the records of an HTTP API, page by page */
#include "api_page.h"
#include "api_state.h"
#include "decode.h"
#include "diag.h"
#include "jwrite.h"

enum { RAW_PIECE = 64 << 10 };

static struct run run;
static struct client client = CLIENT_DEFAULTS;
static struct decode decode = { .run = &run };
static struct api_request request = { .header = &client.header.option };
static struct api_state state;
static const char *state_file;
static bool dry_run;

static const char *
take_missing(void *to, const char *text)
{
	static const char *const words[] = { "error", "skip", NULL };
	int word = opt_word(text, words);

	*(bool *)to = word == 1;
	return word < 0 ? "not error or skip" : NULL;
}

static const struct opt options[] = {
	{ 0, "request", "FILE", opt_text, &request.file, "read what the options leave unsaid, JSON" },
	{ 0, "query", "NAME=VALUE", opt_list, &request.query, "a parameter of the query; gathers" },
	{ 0, "page", "WAY", opt_text, &request.page,
	  "none, link, next-url=, cursor=, header-cursor=, page= or offset= [none]" },
	{ 0, "more", "PATH", opt_text, &request.more, "where a page says whether there is more" },
	{ 0, "total", "PATH", opt_text, &request.total, "where a page says how many records there are" },
	{ 0, "stop-empty", NULL, opt_flag, &request.pager.stop_empty, "an empty page is the last" },
	{ 0, "max-pages", "N", opt_count, &request.max_pages, "at most so many pages" },
	{ 0, "records", "PATH", opt_text, &request.records, "where in a page the array of records is" },
	{ 0, "error-if", "PATH", opt_text, &request.error_if, "where a page says that it is none" },
	{ 0, "missing", "WHAT", take_missing, &request.skip_missing,
	  "error or skip: a page that is not there, 404 [error]" },
	{ 0, "state", "FILE", opt_text, &state_file, "go on where an earlier run was; note it there" },
	{ 0, "since-field", "PATH", opt_text, &request.since_field,
	  "where in a record its time or number is, for --state" },
	{ 0, "since-param", "NAME", opt_text, &request.since_param,
	  "the query's parameter for the greatest of them" },
	{ 0, "auth", "HOW", opt_text, &request.auth,
	  "none, bearer, basic, header=NAME, query=NAME or oauth2 [none]" },
	{ 0, "secret", "FILE", opt_text, &request.who.secret,
	  "file with the secret for --auth [$" API_AUTH_VARIABLE "]" },
	{ 0, "allow-host", "HOST", opt_list, &request.allow,
	  "another host that pages may lead to; gathers" },
	{ 0, "dry-run", NULL, opt_flag, &dry_run, "write the address that would be asked first" },
	{ 0, "from", "FORMAT", decode_take_format, &decode.from, "ndjson, json, csv or tsv [by content]" },
	{ 0, "raw", NULL, opt_flag, &request.raw, "write the pages' bytes as they are sent" },
	{ 0, "with-source", NULL, opt_flag, &decode.source, "begin each record with its page and line" },
	CLIENT_OPTIONS(client),
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "fetch the records of an HTTP API, page by page",
	.usage = "[OPTION ...] [URL]",
	.examples =
	    "  $ printf '{\"page\":\"cursor=/next:cursor\",\"records\":\"/data\"}' >request.json\n"
	    "  $ api-fetch --request request.json --query n=500 --dry-run https://api.example.com/v1/x\n",
	.options = options,
};

/* ---- a page, out ---- */

static void
give_record(void *arg, const struct record *r)
{
	decode_pass(arg, r);
	if (request.since_field)
		api_state_see(&state, r->text);
}

static int
give_records(struct api_page *p, struct fault *why)
{
	struct span rest = p->text;
	struct input in;
	int rc;

	input_from(&in, buf_text(&p->where), input_take_span, &rest);
	rc = decode_run(&decode, &in, why);
	input_close(&in);
	return rc;
}

static int
give_raw(struct api_page *p, struct fault *why)
{
	struct buf *to = &run.out.buf;
	ssize_t got;

	while ((got = spool_take(&p->spool, buf_room(to, RAW_PIECE), RAW_PIECE, why)) > 0) {
		to->n += (size_t)got;
		out_end_bytes(&run.out);
		run.tally.bytes += (uint64_t)got;
	}
	return (int)got;
}

/* How many records there were becomes *records. */
static int
give_page(struct api_page *p, uint64_t *records, struct fault *why)
{
	uint64_t before = run.tally.read;
	int rc = request.raw ? give_raw(p, why) : give_records(p, why);

	*records = run.tally.read - before;
	if (p->missing)
		tally_add(&run.tally, TALLY_NOTE, "missing_pages", 1);
	if (p->unverified)
		tally_add(&run.tally, TALLY_NOTE, "unverified_pages", 1);
	return rc;
}

/* First what was given, then that it was: never the other way round. */
static int
note_page(struct api_page *p, struct span next, bool last, struct fault *why)
{
	if (!state_file)
		return 0;
	mark_end(&run, buf_text(&p->where), NULL);
	return api_state_add(&state, &request.pager, next, last, &run.out, why);
}

/* ---- pages ---- */

/* Refused where an earlier run was: the API may not know the place any longer. */
static int
get_page(struct api_page *p, bool resumed, struct fault *why)
{
	struct fault said;

	if (!api_page_get(p, request.pager.pages + 1, why))
		return 0;
	said = *why;
	if (resumed && !said.retry)
		fault_set(why, "%s; an earlier run was there, as %s has it", said.text, state_file);
	return -1;
}

/* 1: p->url is the next page's; 0: that was the last; -1. */
static int
take_page(struct api_page *p, bool resumed, struct fault *why)
{
	struct pager *pager = &request.pager;
	struct pager_reply reply;
	struct buf next = { 0 };
	uint64_t records;
	int rc;

	out_flush(&run.out);
	if (get_page(p, resumed, why))
		return -1;
	mark_resume(&state.mark, &run, buf_text(&p->where));
	if (api_state_begin(&state, &run.out, why) || give_page(p, &records, why))
		return -1;
	reply = (struct pager_reply){ .url = buf_span(&p->url), .body = p->text,
		.content = p->list, .records = records,
		.header = p->has_header ? buf_text(&p->header) : NULL };
	rc = pager_next(pager, p->origin, &reply, &next, why);
	if (rc >= 0 && note_page(p, buf_span(&next), !rc, why))
		rc = -1;
	p->url.n = 0;
	buf_put(&p->url, buf_span(&next));
	buf_free(&next);
	return rc;
}

/* A path that leads nowhere looks like an API with one page. */
static void
warn_of_one_page(const struct pager *p)
{
	if (run.quiet || p->found || p->pages != 1 || !p->seen)
		return;
	if (p->kind == PAGER_NEXT_URL || p->kind == PAGER_CURSOR)
		warn("the only page has nothing at %s; is that where the next one is told?",
		    p->path.text);
	else if (p->kind == PAGER_LINK || p->kind == PAGER_HEADER)
		warn("the only page has no header %s; is that where the next one is told?",
		    p->header);
}

static void
take_pages(struct api_page *p, bool resumed)
{
	struct pager *pager = &request.pager;
	uint64_t before = pager->pages;
	struct fault why;
	int rc;

	while ((rc = take_page(p, resumed && pager->pages == before, &why)) > 0)
		if (request.max_pages && pager->pages - before >= (uint64_t)request.max_pages)
			break;
	if (rc < 0)
		run_fault(&run, p->where.n ? buf_text(&p->where) : request.url, &why);
	else if (rc > 0 && !run.quiet)
		warn("there are more pages; --max-pages %lld ends it here",
		    (long long)request.max_pages);
	else
		warn_of_one_page(pager);
	if (!rc && request.since_field && !state.value.n && pager->seen && !run.quiet)
		warn("no record has a time or number at %s", request.since_field);
	tally_add(&run.tally, TALLY_NOTE, "pages", pager->pages - before);
}

/* What is secret is not in it: the query's key is put there when it is sent. */
static void
write_address(const struct api_page *p)
{
	jwrite_begin(&run.out.buf);
	jwrite_string(&run.out.buf, SPAN("url"), buf_span(&p->url));
	jwrite_end(&run.out.buf);
	out_end_line(&run.out);
	run.tally.written++;
}

static void
fetch(struct api_page *p)
{
	bool resumed;

	pager_begin(&request.pager, p->origin, &p->url);
	resumed = api_state_resume(&state, &request.pager, &p->url);
	if (api_state_over(&state)) {
		tally_add(&run.tally, TALLY_NOTE, "requests_done_before", 1);
		if (!run.quiet)
			warn("%s: was read to its end before, and named no place to go on from; "
			    "nothing is asked", request.url);
	} else if (dry_run) {
		write_address(p);
	} else {
		take_pages(p, resumed);
	}
}

static void
check_options(int operands)
{
	if (operands > 1)
		opt_wrong("more than one URL");
	if (request.since_field && !state_file)
		opt_wrong("--since-field needs --state, which keeps it");
	if (request.raw && (decode.source || decode.from || run.rejects.path))
		opt_wrong("--raw looks for no records: not with --from, --with-source or --rejects");
}

static void
begin(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, false);
	struct fault why;

	if (first < argc)
		request.url = argv[first];
	if (api_request_read(&request, &why))
		opt_wrong("%s", why.text);
	check_options(argc - first);
	decode.sink = give_record;
	decode.arg = &decode;
	decode.records = request.list;
	client_begin(&client, &run);
	if (api_state_open(&state, state_file, dry_run, &request, &why))
		die(fault_exit(&why), "--state %s", why.text);
	api_state_apply(&state, &request);
}

int
main(int argc, char *argv[])
{
	struct api_page page;
	struct api_auth *auth = NULL;
	struct fault why;

	begin(argc, argv);
	if (!dry_run && !(auth = api_auth_new(&request.who, client.http, &client.policy, &why)))
		die(DIAG_STOPPED, "%s", why.text);
	api_page_init(&page, &request, &client, auth);
	fetch(&page);
	api_page_free(&page);
	api_auth_free(auth);
	api_state_free(&state);
	client_end(&client);
	api_request_free(&request);
	return run_end(&run);
}
