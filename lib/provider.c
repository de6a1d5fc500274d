#include "provider.h"

const struct provider *const provider_all[] = {
	&provider_segment,
	&provider_mixpanel,
	&provider_event,
	&provider_fields,
	NULL,
};

const struct provider *
provider_named(const char *name)
{
	for (size_t i = 0; provider_all[i]; i++)
		if (!strcmp(provider_all[i]->name, name))
			return provider_all[i];
	return NULL;
}

static bool
claims(struct provider_finder *f, const struct provider *p, const struct jscan *json,
    struct span *value, uint64_t *differing)
{
	if (f->last != p) {
		jscan_keys_init(&f->keys, p->keys, p->n);
		f->last = p;
	}
	*differing = jscan_pick(json, &f->keys, value);
	return f->forced || p->claims(value);
}

const struct provider *
provider_find(struct provider_finder *f, const struct jscan *json, struct span *value,
    uint64_t *differing)
{
	if (f->forced)
		return claims(f, f->forced, json, value, differing) ? f->forced : NULL;
	if (f->last && claims(f, f->last, json, value, differing))
		return f->last;
	for (size_t i = 0; provider_all[i]; i++)
		if (claims(f, provider_all[i], json, value, differing))
			return provider_all[i];
	return NULL;
}
