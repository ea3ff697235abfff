-- hints.sql: what makes fields of an entity quicker to write and to use: which way dates lean, what is one address, how a call is noted.

-- bias     dates that lie ahead (a due date: "15" on the 20th is next month's) or behind (an invoice's: this month's): {"due_on": "forward"}
-- address  the columns that make one address, in the order street, postcode, city, country: the postcode proposes its town, and the
--          whole is copied and shown on a map
-- tax      the column that holds the rate of tax of the amounts beside it: `ttc 120` is without it
-- calls    what a telephone call of such a record becomes: {"entity", "link" (the column that names this record), "values",
--          "at", "minutes" (columns that get when it began and how long it took)}
create or replace function ui.declare_hints(entity text, bias jsonb default '{}', address text default '', tax text default '', calls jsonb default null)
returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass; bad text;
begin
	perform ui.columns(rel, array(select jsonb_object_keys(bias)) || ui.words(address) || ui.words(tax));
	select string_agg(k, ', ') into bad from jsonb_each_text(bias) b(k, v) where v not in ('forward', 'backward')
	    or (select atttypid::regtype from pg_attribute where attrelid = rel and attname = k) not in ('date', 'timestamptz');
	if bad is not null then raise 'ui: % of % is no date that leans forward or backward', bad, rel; end if;
	if address <> '' and cardinality(ui.words(address)) <> 4 then raise 'ui: an address of % is street, postcode, city, country', rel; end if;
	if calls is not null then
		perform ui.columns(format('app.%I', calls ->> 'entity')::regclass, array(select jsonb_object_keys(calls -> 'values'))
		    || array[calls ->> 'link', calls ->> 'at', calls ->> 'minutes']);
	end if;
	update ui.entity e set spec = e.spec || jsonb_strip_nulls(jsonb_build_object('bias', nullif(bias, '{}'), 'address', nullif(to_jsonb(ui.words(address)), '[]'),
	    'tax', nullif(tax, ''), 'calls', calls)) where e.entity = $1;
end $$;
