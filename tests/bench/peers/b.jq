# What b.awk needs of each event.
[.userId // "anon:" + .anonymousId, .timestamp[:10]] | @tsv
