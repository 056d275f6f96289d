-- Trigram index over the normalised text of each customer. External content: the text itself lives in
-- customers.search_text, the triggers keep both in step within the same transaction. `secure-delete` takes
-- a removed customer's letters out of the index at once.
create virtual table customer_search using fts5(search_text, content='customers', content_rowid='seq', tokenize='trigram case_sensitive 1', detail=none, columnsize=0);
insert into customer_search (customer_search, rank) values ('secure-delete', 1);
create trigger customers_search_insert after insert on customers begin
  insert into customer_search (rowid, search_text) values (new.seq, new.search_text);
end;
create trigger customers_search_update after update of search_text on customers when old.search_text <> new.search_text begin
  insert into customer_search (customer_search, rowid, search_text) values ('delete', old.seq, old.search_text);
  insert into customer_search (rowid, search_text) values (new.seq, new.search_text);
end;
create trigger customers_search_delete after delete on customers begin
  insert into customer_search (customer_search, rowid, search_text) values ('delete', old.seq, old.search_text);
end;
