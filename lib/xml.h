/*
 * xml.h - a small XML document, element by element, by expat: what S3 and Azure
 * answer with.
 *
 * An element's path is its name behind those it stands in, without prefixes of
 * namespaces: "EnumerationResults/Blobs/Blob/Name". What has a DOCTYPE is
 * refused, so nothing in a document refers to anything, or unfolds.
 */
#ifndef EVKIT_XML_H
#define EVKIT_XML_H

#include "fault.h"
#include "span.h"

/* All spans are valid during the call only. */
struct xml_reader {
	void *arg;
	/* An element begins; its attributes: name, value, ..., NULL. May be NULL. */
	void (*begin)(void *arg, struct span path, const char *const *attribute);
	/* It ends. The text is what stands in it behind the last element in it,
	 * decoded; all there is where it has no elements. */
	void (*end)(void *arg, struct span path, struct span text);
};

/* All of the document. -1 and *why: it is no XML; what came before that was given. */
int xml_read(struct span document, const struct xml_reader *r, struct fault *why);

#endif
