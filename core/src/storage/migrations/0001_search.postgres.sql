-- Trigram index over the normalised text of each customer, the same text as on SQLite.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create index customers_search on customers using gin (account_id, search_text gin_trgm_ops);
