#include "env.h"

#include "diag.h"
#include "span.h"

int
env_word(const char *name, const char *const words[])
{
	const char *text = env_text(name);

	if (!text)
		return -1;
	for (int i = 0; words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	die(DIAG_USAGE, "%s='%s': no word that it has", name, text);
}
