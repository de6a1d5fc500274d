#include "decode.h"

static void
read_file(struct decode *d, const char *path)
{
	struct run *run = d->run;
	struct fault why;
	struct input in;

	if (d->begin)
		d->begin(d->arg);
	if (input_open(&in, path, &run->out, &why)) {
		run_fault(run, "cannot open", &why);
		return;
	}
	if (decode_run(d, &in, &why))
		run_fault(run, in.name, &why);
	input_close(&in);
}

void
decode_files(struct decode *d, char *const paths[], int n)
{
	progress_files(&d->run->progress, paths, n);
	if (!n)
		read_file(d, "-");
	for (int i = 0; i < n; i++)
		read_file(d, paths[i]);
}
