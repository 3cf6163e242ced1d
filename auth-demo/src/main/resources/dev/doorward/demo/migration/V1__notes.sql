create table note (
    id uuid primary key,
    account_id uuid not null references ${doorward}.auth_account (id),
    title varchar(100) not null,
    text varchar(4000) not null,
    changed_at timestamp with time zone not null
);

create index note_account_id on note (account_id, changed_at);
