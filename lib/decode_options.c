#include "decode.h"

const char *
decode_take_records(void *to, const char *text)
{
	return jpath_parse(to, text);
}

const char *
decode_take_delimiter(void *to, const char *text)
{
	struct decode *d = to;

	if (!strcmp(text, "tab") || !strcmp(text, "\\t"))
		text = "\t";
	/* A line's end, a quote, or half of a character would make nonsense. */
	if (strlen(text) != 1 || (unsigned char)*text >= 0x80 || strchr("\r\n\"", *text))
		return "not one byte of ASCII, nor tab; longer ones can be made one: sed 's/||/\\x1f/g'";
	d->delim = *text;
	return NULL;
}

const char *
decode_take_quote(void *to, const char *text)
{
	struct decode *d = to;

	d->quote = 0;
	d->no_quote = !strcmp(text, "none");
	if (d->no_quote)
		return NULL;
	if (strlen(text) != 1 || (unsigned char)*text >= 0x80 || strchr("\r\n", *text))
		return "not one byte of ASCII, nor none";
	d->quote = *text;
	return NULL;
}

const char *
decode_take_header(void *to, const char *text)
{
	*(const char **)to = text;
	return *text ? NULL : "no names";
}
