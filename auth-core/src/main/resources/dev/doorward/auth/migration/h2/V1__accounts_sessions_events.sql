create table auth_account (
    id             uuid                     not null,
    username       varchar(32),
    username_key   varchar(32),
    email          varchar(254),
    email_key      varchar(254),
    email_verified boolean                  not null,
    status         varchar(16)              not null,
    -- Sorted and separated by spaces, so that what a request needs to know of an account is one row.
    roles          varchar(1000)            not null default '',
    epoch          int                      not null,
    created_at     timestamp with time zone not null,
    constraint auth_account_pk primary key (id),
    constraint auth_account_username_key unique (username_key),
    constraint auth_account_email_key unique (email_key),
    constraint auth_account_username_has_key check ((username is null) = (username_key is null)),
    constraint auth_account_email_has_key check ((email is null) = (email_key is null)),
    constraint auth_account_status check (status in ('active', 'disabled', 'closed'))
);

-- Apart from the account, so that nothing that reads accounts ever reads a hash.
create table auth_password (
    account_id uuid                     not null,
    key_number int                      not null,
    sealed     varbinary(1000)          not null,
    changed_at timestamp with time zone not null,
    constraint auth_password_pk primary key (account_id),
    constraint auth_password_account foreign key (account_id) references auth_account (id)
);

-- The name is reserved while its owner-to-be reads the mail; the address is not, or anybody could withhold it.
create table auth_pending_registration (
    id              uuid                     not null,
    username        varchar(32),
    username_key    varchar(32),
    email           varchar(254)             not null,
    email_key       varchar(254)             not null,
    key_number      int,
    sealed_password varbinary(1000),
    created_at      timestamp with time zone not null,
    expires_at      timestamp with time zone not null,
    constraint auth_pending_registration_pk primary key (id),
    constraint auth_pending_registration_username_key unique (username_key),
    constraint auth_pending_registration_username_has_key check ((username is null) = (username_key is null)),
    constraint auth_pending_registration_password_has_key check ((sealed_password is null) = (key_number is null))
);
create index auth_pending_registration_email on auth_pending_registration (email_key);
create index auth_pending_registration_expiry on auth_pending_registration (expires_at);

create table auth_session (
    id            uuid                     not null,
    -- Counts the tokens the session has had, so that one that was replaced is known as such.
    generation    int                      not null,
    account_id    uuid                     not null,
    epoch         int                      not null,
    key_number    int                      not null,
    mac           varbinary(64)            not null,
    created_at    timestamp with time zone not null,
    auth_time     timestamp with time zone not null,
    last_seen_at  timestamp with time zone not null,
    expires_at    timestamp with time zone not null,
    methods       varchar(100)             not null,
    -- Opened by a remembered login, and nobody has shown a credential in it since.
    resumed       boolean                  not null,
    remembered_id uuid,
    address       varchar(45)              not null,
    user_agent    varchar(300)             not null,
    constraint auth_session_pk primary key (id),
    constraint auth_session_account foreign key (account_id) references auth_account (id)
);
create index auth_session_account on auth_session (account_id);
create index auth_session_expiry on auth_session (expires_at);
create index auth_session_remembered on auth_session (remembered_id);

-- One row for each browser. For some seconds after a token was replaced, its predecessor is answered with the same
-- successor, which is sealed under a key that only the predecessor's bearer can help derive.
create table auth_remembered (
    id                   uuid                     not null,
    account_id           uuid                     not null,
    epoch                int                      not null,
    key_number           int                      not null,
    mac                  varbinary(64)            not null,
    auth_time            timestamp with time zone not null,
    methods              varchar(100)             not null,
    created_at           timestamp with time zone not null,
    expires_at           timestamp with time zone not null,
    last_used_at         timestamp with time zone not null,
    address              varchar(45)              not null,
    user_agent           varchar(300)             not null,
    previous_key_number  int,
    previous_mac         varbinary(64),
    replaced_at          timestamp with time zone,
    successor_key_number int,
    successor            varbinary(1000),
    constraint auth_remembered_pk primary key (id),
    constraint auth_remembered_account foreign key (account_id) references auth_account (id)
);
create index auth_remembered_account on auth_remembered (account_id);
create index auth_remembered_expiry on auth_remembered (expires_at);

create table auth_event (
    id          uuid                     not null,
    account_id  uuid,
    type        varchar(40)              not null,
    code        varchar(40)              not null,
    detail      varchar(200)             not null,
    address     varchar(45)              not null,
    user_agent  varchar(300)             not null,
    first_at    timestamp with time zone not null,
    last_at     timestamp with time zone not null,
    occurrences int                      not null,
    -- What repeated refusals have in common; null for an event that is never summed up.
    sum_key     varchar(64),
    constraint auth_event_pk primary key (id),
    constraint auth_event_sum_key unique (sum_key),
    constraint auth_event_account foreign key (account_id) references auth_account (id)
);
create index auth_event_of_account on auth_event (account_id, last_at);
