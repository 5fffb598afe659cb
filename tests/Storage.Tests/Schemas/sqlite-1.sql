create table saga_hot (
    gid text not null primary key,
    instance blob not null,
    version integer not null,
    status integer not null,
    bucket integer not null,
    due_at integer,
    due_kind integer not null,
    finished_at integer,
    reason text,
    result blob) without rowid;
create index saga_hot_due on saga_hot (due_at, gid) where due_kind in (1, 2);
create index saga_hot_tombstone on saga_hot (due_at, gid) where due_kind = 3;
create table saga_journal (
    instance blob not null,
    version integer not null,
    append_id blob not null,
    writer integer not null,
    writer_seq integer not null,
    committed_at integer not null,
    snapshot integer not null,
    body blob not null,
    primary key (instance, version));
create table saga_listing (
    instance blob not null primary key,
    gid text not null,
    mode integer not null,
    status integer not null,
    protocol text not null,
    created_at integer not null,
    updated_at integer not null,
    finished_at integer,
    options text,
    custom_data text,
    query_prepared text,
    reason text,
    tags text,
    parked integer not null);
create index saga_listing_unfinished on saga_listing (status, instance) where status <> 4;
create index saga_listing_parked on saga_listing (instance) where parked > 0;
create table saga_tags (
    key text not null,
    value text not null,
    instance blob not null,
    primary key (key, value, instance)) without rowid;
create table saga_side (
    instance blob not null,
    version integer not null,
    ordinal integer not null,
    kind text not null,
    data blob not null,
    primary key (instance, version, ordinal));
create table saga_writers (
    id integer primary key autoincrement,
    incarnation blob not null,
    number integer not null,
    started_at integer not null);

pragma user_version = 1;
