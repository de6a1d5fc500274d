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
