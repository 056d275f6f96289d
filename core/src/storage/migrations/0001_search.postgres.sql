-- Texts that lists are ordered by and searched in by their beginning: compared byte by byte, as on SQLite, whatever the
-- collation of the database is. What people expect of å, ö and ß is in the text itself (`kernel::text::sort_key`).
alter table customers
  alter column number_key type text collate "C",
  alter column sort_name type text collate "C",
  alter column primary_email type text collate "C",
  alter column primary_phone type text collate "C",
  alter column organisation_name type text collate "C",
  alter column place type text collate "C",
  alter column support_language type text collate "C";

-- The order in which customers were made; on SQLite it is the rowid.
create index customers_made on customers (account_id, seq);

-- Trigram index over the normalised text of each customer, the same text as on SQLite.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create index customers_search on customers using gin (account_id, search_text gin_trgm_ops);
