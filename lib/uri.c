#include "uri.h"

void
uri_encode(struct buf *to, struct span s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (size_t i = 0; i < s.n; i++)
		if (memchr(plain, s.p[i], sizeof plain - 1))
			buf_byte(to, s.p[i]);
		else
			buf_printf(to, "%%%02X", (unsigned)(unsigned char)s.p[i]);
}

void
uri_encode_path(struct buf *to, struct span s)
{
	while (s.n) {
		size_t n = span_find(s, '/');

		uri_encode(to, (struct span){ s.p, n });
		if (n < s.n)
			buf_byte(to, '/');
		s = span_after(s, n < s.n ? n + 1 : n);
	}
}

void
uri_form_put(struct buf *form, const char *name, struct span value)
{
	buf_printf(form, "%s%s=", form->n ? "&" : "", name);
	uri_encode(form, value);
}

void
uri_query_put(struct buf *url, const char *name, struct span value)
{
	buf_printf(url, "%c%s=", span_find(buf_span(url), '?') < url->n ? '&' : '?', name);
	uri_encode(url, value);
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' - 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
uri_decode(struct buf *to, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool three = s.p[i] == '%' && i + 2 < s.n;
		int high = three ? digit(s.p[i + 1]) : -1, low = three ? digit(s.p[i + 2]) : -1;

		buf_byte(to, high < 0 || low < 0 ? s.p[i] : (char)(high * 16 + low));
		if (high >= 0 && low >= 0)
			i += 2;
	}
}

struct span
uri_host(struct span url)
{
	struct span host = url;
	size_t scheme = span_find(url, ':');

	if (scheme + 3 <= url.n && !memcmp(url.p + scheme, "://", 3))
		host = span_after(url, scheme + 3);
	for (size_t i = 0; i < host.n; i++)
		if (memchr("/?#", host.p[i], 3))
			host.n = i;
	for (size_t i = host.n; i > 0; i--)
		if (host.p[i - 1] == '@')
			return span_after(host, i);
	return host;
}

bool
uri_exposed(struct span url)
{
	static const struct span here[] = {
		{ "localhost", 9 }, { "127.0.0.1", 9 }, { "[::1]", 5 },
	};
	struct span host = uri_host(url);

	if (url.n >= 8 && !strncasecmp(url.p, "https://", 8))
		return false;
	for (size_t i = 0; i < sizeof here / sizeof *here; i++)
		if (span_starts(host, here[i]) &&
		    (host.n == here[i].n || host.p[here[i].n] == ':'))
			return false;
	return true;
}

int
uri_put_base(struct buf *to, struct span text, struct fault *why)
{
	if (!span_starts(text, SPAN("http://")) && !span_starts(text, SPAN("https://")))
		return fault_set(why, "the endpoint is no http:// or https:// URL");
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || memchr("@?#", text.p[i], 3))
			return fault_set(why, "the endpoint has more than a host, a port and a path");
	while (text.n && text.p[text.n - 1] == '/')
		text.n--;
	buf_put(to, text);
	return 0;
}
