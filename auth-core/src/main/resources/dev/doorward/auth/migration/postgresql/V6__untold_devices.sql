-- False of a browser that was new when there were too many to tell the owner of it: the link of any notice ends it, too.
alter table auth_device add column told boolean default true not null;
