create table shop_order (id int primary key, account_id uuid not null);
