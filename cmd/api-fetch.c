/* api-fetch - fetch the records of an HTTP API, page by page */
#include "api_page.h"
#include "decode.h"
#include "diag.h"
#include "jwrite.h"

static struct run run;
static struct client client = CLIENT_DEFAULTS;
static struct decode decode = { .run = &run, .sink = decode_pass, .arg = &decode };
static struct api_request request = { .header = &client.header.option };
static bool dry_run;

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
	{ 0, "auth", "HOW", opt_text, &request.auth,
	  "none, bearer, basic, header=NAME, query=NAME or oauth2 [none]" },
	{ 0, "secret", "FILE", opt_text, &request.who.secret,
	  "file with the secret for --auth [$" API_AUTH_VARIABLE "]" },
	{ 0, "allow-host", "HOST", opt_list, &request.allow,
	  "another host that pages may lead to; gathers" },
	{ 0, "dry-run", NULL, opt_flag, &dry_run, "write the address that would be asked first" },
	{ 0, "from", "FORMAT", decode_take_format, &decode.from, "ndjson, json, csv or tsv [by content]" },
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

/* The records of a page, out; how many becomes *records. */
static int
give_page(struct api_page *p, uint64_t *records, struct fault *why)
{
	uint64_t before = run.tally.read;
	struct span rest = p->text;
	struct input in;
	int rc;

	input_from(&in, buf_text(&p->where), input_take_span, &rest);
	rc = decode_run(&decode, &in, why);
	input_close(&in);
	*records = run.tally.read - before;
	return rc;
}

/* 1: p->url is the next page's; 0: that was the last; -1. */
static int
take_page(struct api_page *p, struct fault *why)
{
	struct pager *pager = &request.pager;
	struct pager_reply reply;
	struct buf next = { 0 };
	uint64_t records;
	int rc;

	out_flush(&run.out);
	if (api_page_get(p, pager->pages + 1, why) || give_page(p, &records, why))
		return -1;
	reply = (struct pager_reply){ .url = buf_span(&p->url), .body = p->text,
		.content = p->list, .records = records,
		.header = p->has_header ? buf_text(&p->header) : NULL };
	rc = pager_next(pager, p->origin, &reply, &next, why);
	if (rc > 0) {
		p->url.n = 0;
		buf_put(&p->url, buf_span(&next));
	}
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
take_pages(struct api_page *p)
{
	struct pager *pager = &request.pager;
	struct fault why;
	int rc;

	while ((rc = take_page(p, &why)) > 0)
		if (request.max_pages && pager->pages >= (uint64_t)request.max_pages)
			break;
	if (rc < 0)
		run_fault(&run, p->where.n ? buf_text(&p->where) : request.url, &why);
	else if (rc > 0 && !run.quiet)
		warn("there are more pages; --max-pages %lld ends it here",
		    (long long)request.max_pages);
	else
		warn_of_one_page(pager);
	tally_add(&run.tally, TALLY_NOTE, "pages", pager->pages);
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
begin(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, false);
	struct fault why;

	if (argc - first > 1)
		opt_wrong("more than one URL");
	if (first < argc)
		request.url = argv[first];
	if (api_request_read(&request, &why))
		opt_wrong("%s", why.text);
	decode.records = request.list;
	client_begin(&client, &run);
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
	pager_begin(&request.pager, page.origin, &page.url);
	if (dry_run)
		write_address(&page);
	else
		take_pages(&page);
	api_page_free(&page);
	api_auth_free(auth);
	client_end(&client);
	api_request_free(&request);
	return run_end(&run);
}
