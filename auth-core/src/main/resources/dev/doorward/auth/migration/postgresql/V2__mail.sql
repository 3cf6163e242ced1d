-- A mail that waits. Whom it is for and what it says is sealed, and whether it is one at all.
create table auth_mail_outbox (
    id              uuid        not null,
    key_number      int         not null,
    sealed          bytea       not null,
    created_at      timestamptz not null,
    next_attempt_at timestamptz not null,
    attempts        int         not null,
    constraint auth_mail_outbox_pk primary key (id)
);
create index auth_mail_outbox_due on auth_mail_outbox (next_attempt_at);
