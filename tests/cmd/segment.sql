-- The user records of ev-segment(1), computed anew by SQLite, byte for byte.
-- Table e(user, ts, active): a user, seconds since 1970 in the zone's civil
-- time, and whether the event counts. Table p(as_of, unit, win, least, tz): as_of
-- null is the last day, unit the days of one unit, win the window, least the
-- fewest users of a segment.
with
ev as (select user, ts / 86400 as day, active from e, p
	where as_of is null or ts / 86400 <= as_of),
d as (select coalesce(as_of, max(day)) as day, min(day) as begin, unit, win, least, tz from ev, p),
-- 1970-01-05 was a Monday
f as (select *, case unit when 1 then day else (day + 3) / 7 end as u,
	case unit when 1 then begin else (begin + 3) / 7 end as b from d),
a as (select ev.user, ev.day, case f.unit when 1 then ev.day else (ev.day + 3) / 7 end as u
	from ev, f where active),
days as (select distinct user, f.u - a.u as ago from a, f),
who as (select user, min(day) as first, max(day) as last, min(u) as ufirst, max(u) as ulast,
	count(*) as n from a group by user),
seen as (select user, sum(ago < 7) as l7, sum(ago < 28) as l28, sum(ago < win) as lw,
	sum(ago between 7 and 13) as p7, sum(ago between 7 and 6 + win) as pw
	from days, f group by user),
x as (select who.*, l7, l28, lw, p7, pw, f.u - ulast as recency, f.u - ufirst as age,
	f.u - f.b + 1 as span, f.day, win, least, tz
	from who join seen using (user), f),
y as (select *, case
	when span < 7 then 'unknown'
	when age < 7 and span >= 14 then 'new'
	when recency >= win then 'dormant'
	when recency >= 7 then 'slipping'
	when pw = 0 and span >= 7 + win then 'resurrected'
	when 7 * lw >= 4 * min(win, span) then 'power'
	when 7 * lw >= min(win, span) then 'core'
	else 'casual' end as level,
	case
	when l7 = 0 then iif(p7, 'dormant', 'inactive')
	when p7 then 'current'
	when span < 14 then 'unknown'
	when age < 7 then 'new'
	else 'resurrected' end as cycle
	from x),
-- l users below, e equal: the step of (l + e / 2) / all
z as (select *,
	5 * (2 * (rank() over (order by last) - 1) + count(*) over (partition by last))
		/ (2 * count(*) over ()) + 1 as r,
	5 * (2 * (rank() over (order by l28) - 1) + count(*) over (partition by l28))
		/ (2 * count(*) over ()) + 1 as f,
	5 * (2 * (rank() over (order by n) - 1) + count(*) over (partition by n))
		/ (2 * count(*) over ()) + 1 as m,
	3 * (2 * (rank() over (partition by level order by n) - 1)
		+ count(*) over (partition by level, n)) / (2 * count(*) over (partition by level)) as third
	from y),
c as (select level, least, count(*) as al, sum(third = 0) as lo, sum(third = 1) as mid,
	sum(third = 2) as hi from z group by level),
g as (select *, lo >= least as lok, hi >= least as hok,
	mid + iif(lo < least, lo, 0) + iif(hi < least, hi, 0) as joined from c),
h as (select *, case
	when joined >= least or not lok and not hok then 'mid'
	when lok and (not hok or lo <= hi) then 'lo'
	else 'hi' end as middle from g),
t as (select z.*, case
	when al < 3 * h.least then 'all'
	when third = 0 and lok then 'lo'
	when third = 2 and hok then 'hi'
	else middle end as tier
	from z join h using (level))
select json_object('user_id', user,
	'segment', case when level = 'unknown' then tier when tier = 'all' then level
		else level || '.' || tier end,
	'activity', level, 'tier', tier, 'lifecycle', cycle,
	'recency_days', day - last, 'l7', l7, 'l28', l28, 'tenure_days', day - first,
	'events', n, 'r', r, 'f', f, 'm', m,
	'first_seen', date(first * 86400, 'unixepoch'), 'last_seen', date(last * 86400, 'unixepoch'),
	'as_of', date(day * 86400, 'unixepoch'), 'tz', tz)
from t order by user;
