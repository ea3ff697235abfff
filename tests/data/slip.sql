-- slip.sql: a record with priced lines that only tests know, until quotes come: everything that lines can declare. Needs gadget.sql.
create table if not exists app.slip (like app.base including all,
	title		text collate app.natural not null,
	day		date,
	constraint slip_title_short check (length(title) <= 200)
);
comment on table app.slip is 'Slips that only tests know.';
comment on column app.slip.title is 'What it is about.';
comment on column app.slip.day is 'Its day.';
comment on constraint slip_title_short on app.slip is 'A title has at most 200 characters.';

create table if not exists app.slip_line (like app.base including all,
	slip_id		bigint not null,
	rank		integer not null default 0,
	kind		text not null default 'item',
	gadget_id	bigint,
	label		text,
	quantity	numeric(12, 3),
	price		app.cents,
	rate		numeric(5, 2),
	total		app.cents generated always as (round(quantity * price)) stored,
	tax		app.cents generated always as (round(round(quantity * price) * rate / 100)) stored,
	constraint slip_line_label check (kind = 'item' or label is not null),
	constraint slip_line_not_free check (price <> 0),
	constraint slip_line_slip foreign key (tenant_id, slip_id) references app.slip,
	constraint slip_line_gadget foreign key (tenant_id, gadget_id) references app.gadget
);
create index if not exists slip_line_of on app.slip_line (tenant_id, slip_id, rank, id);
comment on table app.slip_line is 'The lines of a slip.';
comment on column app.slip_line.slip_id is 'Whose line it is.';
comment on column app.slip_line.rank is 'Its place.';
comment on column app.slip_line.kind is 'A line, or text between lines.';
comment on column app.slip_line.gadget_id is 'What is sold.';
comment on column app.slip_line.label is 'How the line reads.';
comment on column app.slip_line.quantity is 'How many.';
comment on column app.slip_line.price is 'What one costs.';
comment on column app.slip_line.rate is 'The tax, in percent.';
comment on column app.slip_line.total is 'Quantity by price.';
comment on column app.slip_line.tax is 'The tax of the total.';
comment on constraint slip_line_label on app.slip_line is 'A heading or remark says something.';
comment on constraint slip_line_not_free on app.slip_line is 'Nothing is for nothing.';

select ui.declare_entity('slip', title => 'Slips', one => 'Slip', menu => 'Stock', "position" => 60, label => 'title', list => 'title day',
    form => '[["Slip", "title", "day"]]');
select ui.declare_entity('slip_line', title => 'Lines', one => 'Line', menu => '', "position" => 61, label => 'label',
    list => 'label quantity price', form => '[["Line", "slip_id", "kind", "gadget_id", "label", "quantity", "price", "rate", "total", "tax"]]',
    choices => '{"kind": [["item", "Item"], ["title", "Title"], ["remark", "Remark"], ["sum", "Subtotal"]]}',
    labels => '{"rate": "Tax %"}');
select ui.declare_lines('slip_line', 'slip', 'slip_id', columns => 'gadget_id label quantity price rate total', "order" => 'rank', sums => 'total tax',
    products => '{"total": "quantity price", "tax": "total rate%"}', fills => '{"gadget_id": {"label": "name", "price": "price"}}',
    kinds => '{"field": "kind", "text": "label", "section": "title", "comment": "remark", "subtotal": "sum"}');
select ui.declare_hints('slip_line', tax => 'rate');
select ui.declare_hints('slip', bias => '{"day": "forward"}');
