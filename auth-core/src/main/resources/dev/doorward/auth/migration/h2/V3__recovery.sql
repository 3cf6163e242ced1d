-- Made anew: nothing has written to the first one, whose flow was not built yet. The name is reserved while its
-- owner-to-be reads the mail; the address is not, or anybody could withhold it.
drop table auth_pending_registration;
create table auth_pending_registration (
    id           uuid                     not null,
    username     varchar(32),
    username_key varchar(32),
    email        varchar(254)             not null,
    email_key    varchar(254)             not null,
    -- The hash of the chosen password, and the fields that are the application's own.
    key_number   int                      not null,
    sealed       varbinary(300000)        not null,
    created_at   timestamp with time zone not null,
    expires_at   timestamp with time zone not null,
    -- How many mails were asked for, and when the last one was.
    mails        int                      not null,
    mailed_at    timestamp with time zone not null,
    constraint auth_pending_registration_pk primary key (id),
    constraint auth_pending_registration_username_key unique (username_key),
    constraint auth_pending_registration_username_has_key check ((username is null) = (username_key is null))
);
create index auth_pending_registration_email on auth_pending_registration (email_key);
create index auth_pending_registration_expiry on auth_pending_registration (expires_at);

-- Tickets are used once: who inserts the id has used it.
create table auth_used_ticket (
    id         uuid                     not null,
    expires_at timestamp with time zone not null,
    constraint auth_used_ticket_pk primary key (id)
);
create index auth_used_ticket_expiry on auth_used_ticket (expires_at);

-- An address that an account had and may have again: nobody else can take it meanwhile.
create table auth_former_email (
    id         uuid                     not null,
    account_id uuid                     not null,
    email      varchar(254)             not null,
    email_key  varchar(254)             not null,
    -- The account's since the change: undoing it takes back what came after it, too.
    epoch      int                      not null,
    expires_at timestamp with time zone not null,
    constraint auth_former_email_pk primary key (id),
    constraint auth_former_email_account foreign key (account_id) references auth_account (id)
);
create index auth_former_email_key on auth_former_email (email_key);
create index auth_former_email_account on auth_former_email (account_id);
create index auth_former_email_expiry on auth_former_email (expires_at);

-- One for each login link that was asked for, whether or not the address has an account.
create table auth_login_link (
    id         uuid                     not null,
    account_id uuid,
    epoch      int                      not null,
    -- Of the code that a browser other than the asking one was shown.
    key_number int,
    mac        varbinary(64),
    tries      int                      not null,
    expires_at timestamp with time zone not null,
    constraint auth_login_link_pk primary key (id),
    constraint auth_login_link_mac_has_key check ((mac is null) = (key_number is null)),
    constraint auth_login_link_account foreign key (account_id) references auth_account (id)
);
create index auth_login_link_expiry on auth_login_link (expires_at);
