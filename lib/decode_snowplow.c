/*
 * Snowplow's enriched events: 131 columns parted by tabs, without a header and
 * without quotes.
 *
 * Source: docs.snowplow.io/docs/fundamentals/canonical-event/
 * understanding-the-enriched-tsv-format. A field that is empty is not populated:
 * as in Snowplow's own analytics SDKs it gets no member.
 */
#include "decode.h"

enum { COLUMNS = 131, COLLECTOR_TSTAMP = 3, EVENT_ID = 6 };

static const char names[] =
	"app_id,platform,etl_tstamp,collector_tstamp,dvce_created_tstamp,event,event_id,"
	"txn_id,name_tracker,v_tracker,v_collector,v_etl,user_id,user_ipaddress,"
	"user_fingerprint,domain_userid,domain_sessionidx,network_userid,geo_country,"
	"geo_region,geo_city,geo_zipcode,geo_latitude,geo_longitude,geo_region_name,ip_isp,"
	"ip_organization,ip_domain,ip_netspeed,page_url,page_title,page_referrer,"
	"page_urlscheme,page_urlhost,page_urlport,page_urlpath,page_urlquery,"
	"page_urlfragment,refr_urlscheme,refr_urlhost,refr_urlport,refr_urlpath,"
	"refr_urlquery,refr_urlfragment,refr_medium,refr_source,refr_term,mkt_medium,"
	"mkt_source,mkt_term,mkt_content,mkt_campaign,contexts,se_category,se_action,"
	"se_label,se_property,se_value,unstruct_event,tr_orderid,tr_affiliation,tr_total,"
	"tr_tax,tr_shipping,tr_city,tr_state,tr_country,ti_orderid,ti_sku,ti_name,"
	"ti_category,ti_price,ti_quantity,pp_xoffset_min,pp_xoffset_max,pp_yoffset_min,"
	"pp_yoffset_max,useragent,br_name,br_family,br_version,br_type,br_renderengine,"
	"br_lang,br_features_pdf,br_features_flash,br_features_java,br_features_director,"
	"br_features_quicktime,br_features_realplayer,br_features_windowsmedia,"
	"br_features_gears,br_features_silverlight,br_cookies,br_colordepth,br_viewwidth,"
	"br_viewheight,os_name,os_family,os_manufacturer,os_timezone,dvce_type,dvce_ismobile,"
	"dvce_screenwidth,dvce_screenheight,doc_charset,doc_width,doc_height,tr_currency,"
	"tr_total_base,tr_tax_base,tr_shipping_base,ti_currency,ti_price_base,base_currency,"
	"geo_timezone,mkt_clickid,mkt_network,etl_tags,dvce_sent_tstamp,refr_domain_userid,"
	"refr_device_tstamp,derived_contexts,domain_sessionid,derived_tstamp,event_vendor,"
	"event_name,event_format,event_version,event_fingerprint,true_tstamp";

/* Digits where the pattern has 0, hex digits where it has x, else the same. */
static bool
looks_like(struct span cell, const char *pattern)
{
	if (cell.n < strlen(pattern))
		return false;
	for (size_t i = 0; pattern[i]; i++) {
		char c = cell.p[i];
		bool digit = c >= '0' && c <= '9', hex = digit || ((c | ' ') >= 'a' && (c | ' ') <= 'f');

		if (pattern[i] == '0' ? !digit : pattern[i] == 'x' ? !hex : c != pattern[i])
			return false;
	}
	return true;
}

static size_t
count_tabs(struct span line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++)
		n += line.p[i] == '\t';
	return n;
}

static bool
is_event(struct span line)
{
	struct span cell = { 0 };
	bool known = count_tabs(line) == COLUMNS - 1;

	for (size_t i = 0; i <= EVENT_ID && known; i++) {
		cell = span_cut(&line, '\t');
		if (i == COLLECTOR_TSTAMP)
			known = looks_like(cell, "0000-00-00 00:00:00");
	}
	return known && looks_like(cell, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
}

/* The first line; where that is damaged, but has tabs as no other has, the second. */
static int
sniff(struct span head, bool all)
{
	struct span line = { head.p, span_find(head, '\n') };

	if (head.n && strchr("{[", *head.p))
		return 0;
	if (line.n == head.n && !all)
		return -1;
	if (is_event(line))
		return 3;
	if (count_tabs(line) < COLUMNS / 2)
		return 0;
	head = span_after(head, line.n + (line.n < head.n));
	line = (struct span){ head.p, span_find(head, '\n') };
	return line.n == head.n && !all ? -1 : is_event(line) ? 3 : 0;
}

static int
run(struct decode *d, struct line_reader *r, struct fault *why)
{
	struct decode_rows how = { .delim = '\t', .names = { names, sizeof names - 1 }, .sparse = true };

	return decode_rows(d, r, &how, why);
}

const struct decode_format decode_snowplow = { "snowplow", sniff, run };
