/*
 * replay.c - a main for fuzz targets: each file named is one input. So any
 * compiler can run a corpus, and a debugger a single finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* A buffer of exactly n bytes: a sanitizer sees a read behind its end. */
static void
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size;
	uint8_t *p;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) ||
	    !(p = malloc((size_t)size + !size)) || fread(p, 1, (size_t)size, f) != (size_t)size) {
		perror(path);
		exit(1);
	}
	fclose(f);
	LLVMFuzzerTestOneInput(p, (size_t)size);
	free(p);
}

int
main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d inputs\n", argc - 1);
	return argc < 2;
}
