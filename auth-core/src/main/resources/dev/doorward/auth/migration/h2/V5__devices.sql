-- A browser somebody logged in with, one row for each account. A login replaces the token, and its predecessor fits
-- until the new one has come back, for an answer may get lost.
create table auth_device (
    id                  uuid                     not null,
    account_id          uuid                     not null,
    key_number          int                      not null,
    mac                 varbinary(64)            not null,
    previous_key_number int,
    previous_mac        varbinary(64),
    -- Wrong passwords since the last right one.
    failures            int                      not null,
    created_at          timestamp with time zone not null,
    last_seen_at        timestamp with time zone not null,
    -- Where and what it was when it was new.
    address             varchar(45)              not null,
    user_agent          varchar(300)             not null,
    constraint auth_device_pk primary key (id),
    constraint auth_device_previous_has_key check ((previous_mac is null) = (previous_key_number is null)),
    constraint auth_device_account foreign key (account_id) references auth_account (id)
);
create index auth_device_account on auth_device (account_id);
create index auth_device_expiry on auth_device (last_seen_at);

-- Which of them it was opened in; null for what is older than devices.
alter table auth_session add column device_id uuid;
alter table auth_remembered add column device_id uuid;
