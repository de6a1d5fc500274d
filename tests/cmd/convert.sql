-- What ev-convert must write, by searching all pairs and chains of
--   e(n, user, ts, event, id, message, shown, goal): seconds, 0 or 1
--   p(within, end)
create index by_user on e(user, ts);
create index by_number on e(n);
create view x as select *, shown + 2 * goal as kind from e where shown;
create view g as select * from e where goal;

create view pair as
  select x.*, g.n as goal_n, g.ts as goal_ts from x join g
  on g.user = x.user and g.n <> x.n and g.ts between x.ts and x.ts + (select within from p);

create view exposures as
  select x.*, (select count(*) from pair where pair.n = x.n) as goals,
    (select min(goal_ts) from pair where pair.n = x.n) as goal_ts
  from x;

create view several as
  select user, count(distinct nullif(message, '')) > 1 as yes, max(message) as message
  from x group by user;

create view by_exposure as
  select user, message, id, ts, goals, goal_ts, 1 as shares, yes from
    (select exposures.*, several.yes as yes from exposures join several using (user));

-- The first exposure; where there are several at that time, the one that is no goal.
create view by_user_once as
  select user, one, '' as id, ts, goals, goal_ts, 1 as shares, 0 as yes from
    (select exposures.*, several.message as one, row_number() over (partition by user
      order by ts, kind, exposures.message, id) as place from exposures
      join several using (user) where not several.yes)
  where place = 1;

create view by_credit as
  select pair.*, several.yes as yes, x.kind as shown_kind,
    row_number() over (partition by goal_n order by pair.ts, x.kind, pair.message, pair.id) as place,
    count(*) over (partition by goal_n) as owners
  from pair join x using (n) join several on several.user = pair.user;

create view credit_last as
  select user, message, id, ts, 1 as goals, goal_ts, 1 as shares, yes from by_credit
  where place = owners;
create view credit_first as
  select user, message, id, ts, 1 as goals, goal_ts, 1 as shares, yes from by_credit
  where place = 1;
create view credit_linear as
  select user, message, id, ts, 1 as goals, goal_ts, owners as shares, yes from by_credit;

-- Chains of view, cart, buy: no event is two of them.
create view chain as
  select a.user, 1 as level, a.ts as t1, null as t2, null as t3, a.ts as tk
  from e a where a.event = 'view'
  union all
  select a.user, 2, a.ts, b.ts, null, b.ts from e a join e b on b.user = a.user
    and b.ts between a.ts and a.ts + (select within from p)
  where a.event = 'view' and b.event = 'cart'
  union all
  select a.user, 3, a.ts, b.ts, c.ts, c.ts from e a join e b on b.user = a.user
    and b.ts between a.ts and a.ts + (select within from p)
  join e c on c.user = a.user and c.ts between b.ts and a.ts + (select within from p)
  where a.event = 'view' and b.event = 'cart' and c.event = 'buy';

create view funnel as
  select user, level, t1, t2, t3, tk - t1, t1 + (select within from p) <= (select end from p)
  from (select *, row_number() over
    (partition by user order by level desc, tk, t1 desc, t2) as place from chain)
  where place = 1 order by user;

create view answer_user as select * from by_user_once;
create view answer_exposure as select * from by_exposure;
create view answer_last as select * from credit_last;
create view answer_first as select * from credit_first;
create view answer_linear as select * from credit_linear;
