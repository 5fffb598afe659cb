create table saga_hot (
    instance uuid not null,
    version int not null,
    status smallint not null,
    bucket smallint not null,
    due_kind smallint not null,
    due_at timestamptz,
    gid text collate "C" not null primary key,
    finished_at timestamptz,
    reason text,
    result bytea)
    with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create index saga_hot_due on saga_hot (due_at, gid) where due_kind in (1, 2);
create index saga_hot_tombstone on saga_hot (due_at, gid) where due_kind = 3;

create table saga_journal (
    instance uuid not null,
    version int not null,
    writer int not null,
    append_id uuid not null,
    writer_seq bigint not null,
    committed_at timestamptz not null default now(),
    snapshot boolean not null,
    body bytea not null,
    primary key (instance, version))
    with (autovacuum_vacuum_insert_scale_factor = 0.1);
alter table saga_journal alter column body set storage external;

create table saga_listing (
    instance uuid not null primary key,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    finished_at timestamptz,
    parked int not null,
    mode smallint not null,
    status smallint not null,
    gid text collate "C" not null,
    protocol text not null,
    options text,
    custom_data text,
    query_prepared text,
    reason text,
    tags text)
    with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
create index saga_listing_unfinished on saga_listing (status, instance) where status <> 4;
create index saga_listing_parked on saga_listing (instance) where parked > 0;

create table saga_tags (
    key text collate "C" not null,
    value text collate "C" not null,
    instance uuid not null,
    primary key (key, value, instance));

create table saga_side (
    instance uuid not null,
    version int not null,
    ordinal int not null,
    kind text not null,
    data bytea not null,
    primary key (instance, version, ordinal));

create table saga_writers (
    id int generated always as identity primary key,
    incarnation uuid not null,
    number int not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now());

create table saga_schema (
    only_row boolean primary key default true check (only_row),
    version int not null,
    oldest_reader int not null,
    applied_at timestamptz not null default now());
insert into saga_schema (version, oldest_reader) values (1, 1);
