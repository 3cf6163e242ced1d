-- How much of a limit somebody has used up. The number says when all of it will be there again, in microseconds since
-- 1970: one update then compares, adds and takes.
create table auth_rate (
    -- The limit, and whom it counts. A name that was typed stands here as a MAC alone: it is often a password.
    id      varchar(120) not null,
    full_at bigint       not null,
    constraint auth_rate_pk primary key (id)
);
create index auth_rate_expiry on auth_rate (full_at);

-- Wrong credentials, each counted before it is looked at.
create table auth_failure (
    id          varchar(120)             not null,
    -- Since the last quiet time: how long the next one has to wait.
    recent      int                      not null,
    -- Since the last success.
    consecutive int                      not null,
    -- The first one since then.
    began_at    timestamp with time zone not null,
    last_at     timestamp with time zone not null,
    -- Far away for an account: what strangers spent there is not forgotten.
    expires_at  timestamp with time zone not null,
    constraint auth_failure_pk primary key (id)
);
create index auth_failure_expiry on auth_failure (expires_at);
