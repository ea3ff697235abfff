-- work.sql: work that is planned, an entity that only tests know: a board with lanes, limits and an order by hand, and a calendar with a
-- lane for each person, in the fewest fields.
create table if not exists app.work (like app.base including all,
	title		text collate app.natural not null,
	status		text not null default 'todo',
	priority	text not null default 'normal',
	starts_at	timestamptz,
	ends_at		timestamptz,
	person_id	bigint,
	contact_id	bigint,
	vehicle_id	bigint,
	rank		bigint not null default app.next_rank(),
	notes		app.long_text,
	constraint work_titled check (length(title) between 1 and 200),
	constraint work_ends_later check (ends_at > starts_at),
	constraint work_done_was_planned check (status <> 'done' or starts_at is not null),
	constraint work_person foreign key (tenant_id, person_id) references app.person,
	constraint work_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint work_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle
);
comment on table app.work is 'Work that is planned: what, for whom, by whom and when.';
comment on column app.work.title is 'What is to be done, in a few words.';
comment on column app.work.status is 'How far it is.';
comment on column app.work.priority is 'How much it presses.';
comment on column app.work.starts_at is 'When it begins.';
comment on column app.work.ends_at is 'When it is over.';
comment on column app.work.person_id is 'Who does it.';
comment on column app.work.contact_id is 'For whom.';
comment on column app.work.vehicle_id is 'On which vehicle.';
comment on column app.work.rank is 'Its place on the board; moving a card changes it.';
comment on column app.work.notes is 'Anything else.';
comment on constraint work_titled on app.work is 'A title has 1 to 200 characters.';
comment on constraint work_ends_later on app.work is 'The end comes after the beginning.';
comment on constraint work_done_was_planned on app.work is 'What is done has a time: say when it began.';

select ui.declare_entity('work', title => 'Works', one => 'Piece of work', menu => 'Planning', "position" => 90, label => 'title',
    list => 'title status priority starts_at person_id contact_id', form => '[["What", "title", "status", "priority", "contact_id", "vehicle_id"],
      ["When", "starts_at", "ends_at", "person_id"], ["More", "notes"]]',
    sort => 'title starts_at', "order" => '-id', search => 'title', mine => 'person_id',
    board => '{"field": "status", "lanes": "person_id", "order": "rank", "limits": {"doing": 3, "waiting": 5}}',
    calendar => 'starts_at ends_at', timeline => 'person_id',
    choices => '{"status": [["todo", "To do"], ["doing", "In progress"], ["waiting", "Waiting"], ["done", "Done"]],
      "priority": [["low", "Low"], ["normal", "Normal"], ["high", "High"]]}',
    labels => '{"starts_at": "Begins", "ends_at": "Ends", "person_id": "Who", "contact_id": "Customer", "vehicle_id": "Vehicle"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all", "do": "all"}}');
