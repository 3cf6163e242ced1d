alter table shop_order
    add constraint shop_order_account foreign key (account_id) references doorward.auth_account (id);
