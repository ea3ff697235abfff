/* verb_table.c: the table of verbs: what scripts, programs and people may ask, and where it is answered. */
#include "server/verb.h"

#include "server/verb_run.h"
#include "shared/translate.h"

#define ENTITY {.name = "entity", .kind = ARG_POSITION, .type = ARG_TEXT, .required = true, .word = "ENTITY", \
	.help = N_("which kind of record: its name, as catalogue lists it")}
#define ID {.name = "id", .kind = ARG_POSITION, .type = ARG_INTEGER, .required = true, .word = "ID", \
	.help = N_("the record's number")}
#define KEY {.name = "key", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "K", \
	.help = N_("a word of your own for this write: sent twice, it is done once")}
#define DRAFT {.name = "draft", .kind = ARG_WIRE, .type = ARG_TEXT, .most = 200}
#define VERSION {.name = "version", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", \
	.help = N_("refuse when the record is no longer at this version")}
#define VALUES {.name = "values", .kind = ARG_PAIRS, .type = ARG_OBJECT, .word = "FIELD=VALUE", \
	.help = N_("fields and their values; FIELD= empties it; without any, a JSON object is read from the input")}
#define FILTER {.name = "filter", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "EXPR", \
	.help = N_("conditions, for example: kind:company -city:Lyon created_at>=2026-01")}
#define SEARCH {.name = "search", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "TEXT", \
	.help = N_("words or parts of words to find"), .most = SEARCH_MOST}
#define DURING {.name = "during", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "DAYS", \
	.help = N_("what takes place then: 2026-03-23..2026-03-29, or one day"), .most = 40}
#define TRASH {.name = "trash", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("deleted records instead")}
#define LIST_OPTIONS \
	{.name = "columns", .kind = ARG_OPTION, .type = ARG_NAMES, .word = "A,B", .help = N_("which fields, in this order; * for all")}, \
	FILTER, SEARCH, DURING, \
	{.name = "sort", .kind = ARG_OPTION, .type = ARG_NAMES, .word = "-A,B", .help = N_("the order; - before a field turns it round")}, \
	{.name = "view", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "NAME", .help = N_("a saved view: its columns, filter and order")}, \
	TRASH, \
	{.name = "limit", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("at most so many rows")}
#define LIMIT {.name = "limit", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("at most so many rows")}
#define STREAM_FORMAT(h) {.name = "format", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "FORMAT", .help = (h)}
#define STREAM_FORMATS(whose, h) {.name = "format", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "FORMAT", .formats = FORMATS_##whose, .help = (h)}
#define NAME_OF_FILE {.name = "name", .kind = ARG_POSITION, .type = ARG_TEXT, .required = true, .word = "NAME", \
	.help = N_("the file's name")}

#define BULK ENTITY, \
	{.name = "what", .kind = ARG_POSITION, .type = ARG_TEXT, .required = true, .word = "WHAT", .help = N_("set, delete, restore, undo, or an action")}, \
	{.name = "ids", .kind = ARG_REST, .type = ARG_IDS, .word = "ID", .help = N_("the records’ numbers; or --filter, or --search"), .most = BULK_MOST}, \
	{.name = "versions", .kind = ARG_WIRE, .type = ARG_IDS, .most = BULK_MOST}, \
	{.name = "values", .kind = ARG_PAIRS, .type = ARG_OBJECT, .word = "FIELD=VALUE", .help = N_("set: fields and their values; of an action, what it asks for")}, \
	{.name = "add", .kind = ARG_OPTION, .type = ARG_NAMES, .word = "TAG,…", .help = N_("set: tags that each gets beside its own")}, \
	{.name = "remove", .kind = ARG_OPTION, .type = ARG_NAMES, .word = "TAG,…", .help = N_("set: tags that each loses")}, \
	{.name = "batch", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("undo: the batch that is taken back")}, \
	FILTER, SEARCH, DURING, TRASH, \
	{.name = "all", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("every record, where nothing narrows them")}

/* What several answers hold. */
#define NUMBER {"id", N_("Number")}
#define NAME {"name", N_("Name")}
#define KIND {"entity", N_("Kind")}
#define SAVED NUMBER, {"version", N_("Version")}, {"replayed", N_("Done before")}
#define WENT_WELL {"ok", N_("Went well")}
#define IN_WORDS {"message", N_("In words")}

const struct verb verbs[] = {
	{.name = "help", .help = N_("This list, or how one verb is used."), .example = "help list", .flags = VERB_READ | VERB_NO_COMPANY, .run = verb_help_run,
	    .args = {{.name = "verb", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "VERB", .help = N_("the verb to explain")}}},
	{.name = "whoami", .help = N_("Who is signed in, and in which company."), .flags = VERB_READ | VERB_NO_COMPANY, .run = verb_whoami,
	    .answer = {{"person.id", N_("Person")}, {"person.name", N_("Name")}, {"person.email", N_("E-mail")}, {"person.language", N_("Language")},
		{"company.id", N_("Company number")}, {"company.slug", N_("Company code")}, {"company.name", N_("Company")},
		{"company.time_zone", N_("Time zone")}, {"company.currency", N_("Currency")}, {"session", N_("Session")}, {"address", N_("Address")}}},
	{.name = "hello", .help = N_("The greeting of the protocol."), .flags = VERB_READ | VERB_HIDDEN, .run = verb_hello,
	    .args = {{.name = "company", .kind = ARG_WIRE, .type = ARG_TEXT}}},
	{.name = "catalogue", .help = N_("Everything there is to see and do here, as JSON."), .example = "catalogue ENTITY --format json", .flags = VERB_READ, .rate = RATE_SEARCH,
	    .run = verb_catalogue,
	    .args = {{.name = "entity", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "ENTITY", .help = N_("only this kind of record")}}},
	{.name = "search", .help = N_("Finds records of every kind at once."), .example = "search martin", .flags = VERB_READ | VERB_SAYS, .rate = RATE_SEARCH,
	    .sql = "select app.search($1, coalesce($2, 20), $3)", .bind = "text,limit,entity",
	    .args = {{.name = "text", .kind = ARG_REST, .type = ARG_TEXT, .required = true, .word = "TEXT", .help = N_("words or parts of words to find"),
		.most = SEARCH_MOST}, LIMIT,
		{.name = "entity", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "ENTITY", .help = N_("only this kind of record")}},
	    .answer = {KIND, NUMBER, {"label", N_("Name")}, {"detail", N_("Details")}, {"exact", N_("Exact")}}},
	{.name = "list", .help = N_("Records of one kind, page by page; to a pipe, all of them."), .example = "list ENTITY --filter 'created_at>=2026-01' --sort -updated_at --limit 20 --count", .flags = VERB_READ | VERB_STREAM, .run = verb_list,
	    .args = {ENTITY, LIST_OPTIONS,
		{.name = "after", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "CURSOR", .help = N_("go on after this cursor: the next page")},
		{.name = "count", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("say how many there are, too")},
		STREAM_FORMAT(N_("table, csv, json, jsonl; or one of export’s"))},
	    .answer = {{"version", N_("Version")}, {"deleted_at", N_("Deleted")}}},
	{.name = "board", .help = N_("Records by the choices of a field: how many, and the first of each."), .example = "board ENTITY --limit 10", .flags = VERB_READ, .rate = RATE_SEARCH, .run = verb_board,
	    .args = {ENTITY,
		{.name = "by", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "FIELD", .help = N_("the field whose choices are the columns; else the declared one")},
		{.name = "column", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "CHOICE", .help = N_("only this column")},
		{.name = "lanes", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "FIELD", .help = N_("in each column, first by this field")},
		{.name = "columns", .kind = ARG_OPTION, .type = ARG_NAMES, .word = "A,B", .help = N_("which fields, in this order; * for all")},
		FILTER, SEARCH,
		{.name = "sort", .kind = ARG_OPTION, .type = ARG_NAMES, .word = "-A,B", .help = N_("the order; - before a field turns it round")},
		{.name = "limit", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("at most so many of each column")},
		{.name = "after", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "CURSOR", .help = N_("go on after this cursor: the next page")}},
	    .answer = {{"value", N_("Column")}, {"count", N_("How many")}, {"capped", N_("Or more")}, {"rows", N_("Records")}, {"next", N_("Next page")},
		{"version", N_("Version")}}},
	{.name = "count", .help = N_("How many records meet the conditions."), .example = "count ENTITY --filter 'created_at>=2026-01'", .flags = VERB_READ, .run = verb_count,
	    .args = {ENTITY, FILTER, SEARCH, DURING, TRASH,
		{.name = "exact", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("count past 10,000")}}},
	{.name = "counts", .help = N_("How many records there are of each of some kinds."), .flags = VERB_READ | VERB_HIDDEN, .rate = RATE_SEARCH,
	    .sql = "select app.counts($1::jsonb, 10001)", .bind = "entities",
	    .args = {{.name = "entities", .kind = ARG_WIRE, .type = ARG_NAMES, .required = true}}},
	{.name = "show", .help = N_("One record with all its fields."), .example = "show ENTITY 12", .flags = VERB_READ, .run = verb_show, .args = {ENTITY, ID},
	    .answer = {{"version", N_("Version")}, {"deleted_at", N_("Deleted")}}},
	{.name = "seen", .help = N_("Which of some records one may read."), .flags = VERB_READ | VERB_HIDDEN, .run = verb_seen,
	    .args = {ENTITY, {.name = "ids", .kind = ARG_WIRE, .type = ARG_IDS, .required = true}}},
	{.name = "who", .help = N_("Who has a record open, and reads or edits it."), .example = "who ENTITY 12", .flags = VERB_READ, .rate = RATE_SEARCH, .run = verb_who,
	    .args = {ENTITY, ID, {.name = "doing", .kind = ARG_WIRE, .type = ARG_TEXT, .most = 10}},
	    .answer = {{"who", N_("Who")}, {"person", N_("Who")}, {"person_id", N_("Person")}, {"doing", N_("What")}, {"since", N_("Since")}, {"seconds", N_("Seconds")}}},
	{.name = "create", .help = N_("Makes a record."), .example = "create ENTITY FIELD=VALUE OTHER=\"two words\" --key order-4711", .flags = VERB_STDIN | VERB_SAYS | VERB_CHANGES,
	    .sql = "select app.taken_up(app.save($1, null, null, $2, $3), $4)", .bind = "entity,values,key,draft", .args = {ENTITY, VALUES, KEY, DRAFT},
	    .answer = {SAVED}},
	{.name = "update", .help = N_("Changes fields of a record."), .example = "update ENTITY 12 FIELD=VALUE --version 3", .flags = VERB_STDIN | VERB_SAYS | VERB_CHANGES,
	    .sql = "select app.taken_up(app.save($1, $2, $3, $4, $5), $6)", .bind = "entity,id,version,values,key,draft",
	    .args = {ENTITY, ID, VALUES, VERSION, KEY, DRAFT},
	    .answer = {SAVED}},
	{.name = "move", .help = N_("Puts a card of a board after another one, perhaps into another column."), .example = "move ENTITY 12 FIELD=CHOICE --after 15", .flags = VERB_SAYS | VERB_CHANGES,
	    .sql = "select app.move($1, $2, $3, $4, $5, $6)", .bind = "entity,id,version,values,after,key",
	    .args = {ENTITY, ID,
		{.name = "values", .kind = ARG_PAIRS, .type = ARG_OBJECT, .word = "FIELD=VALUE", .help = N_("its new column, and whatever else changes")},
		{.name = "after", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "ID", .help = N_("the card before it; 0 or nothing: it comes first")}, VERSION, KEY},
	    .answer = {SAVED}},
	{.name = "save", .help = N_("Makes and changes several records in one transaction."), .flags = VERB_HIDDEN, .run = verb_save,
	    .args = {{.name = "steps", .kind = ARG_WIRE, .type = ARG_ANY, .required = true}, {.name = "each", .kind = ARG_WIRE, .type = ARG_BOOLEAN},
		KEY, DRAFT}},
	{.name = "draft", .help = N_("Keeps what was typed and not saved, for its author alone."), .flags = VERB_HIDDEN,
	    .sql = "select app.keep_draft($1, $2::jsonb)", .bind = "name,body",
	    .args = {{.name = "name", .kind = ARG_WIRE, .type = ARG_TEXT, .required = true, .most = 200}, {.name = "body", .kind = ARG_WIRE, .type = ARG_OBJECT}}},
	{.name = "drafts", .help = N_("What one typed and did not save."), .flags = VERB_READ | VERB_HIDDEN, .sql = "select app.drafts()", .bind = ""},
	{.name = "delete", .help = N_("Puts a record into the bin."), .example = "delete ENTITY 12", .flags = VERB_SAYS | VERB_CHANGES,
	    .sql = "select app.remove($1, $2, $3, $4)", .bind = "entity,id,version,key", .args = {ENTITY, ID, VERSION, KEY},
	    .answer = {SAVED}},
	{.name = "restore", .help = N_("Takes a record out of the bin."), .example = "restore ENTITY 12", .flags = VERB_SAYS | VERB_CHANGES,
	    .sql = "select app.restore($1, $2, $3)", .bind = "entity,id,key", .args = {ENTITY, ID, KEY},
	    .answer = {SAVED}},
	{.name = "do", .help = N_("A business action on one or more records."), .example = "do ENTITY ACTION 12 13", .flags = 0, .run = verb_do,
	    .args = {ENTITY,
		{.name = "action", .kind = ARG_POSITION, .type = ARG_TEXT, .required = true, .word = "ACTION", .help = N_("its name, as catalogue ENTITY lists it")},
		{.name = "ids", .kind = ARG_REST, .type = ARG_IDS, .word = "ID", .help = N_("the records’ numbers")},
		{.name = "id", .kind = ARG_WIRE, .type = ARG_INTEGER},
		{.name = "args", .kind = ARG_PAIRS, .type = ARG_OBJECT, .word = "ARG=VALUE", .help = N_("what the action asks for")}, KEY, DRAFT},
	    .answer = {SAVED, WENT_WELL, {"answer", N_("Made")}, {"answer.said", N_("Result")}}},
	{.name = "bulk", .help = N_("One change of many records, each for itself."),
	    .example = "bulk ENTITY set --filter 'created_at>=2026-01' FIELD=VALUE --dry-run", .flags = VERB_STREAM | VERB_STREAM_ONLY | VERB_LONG, .rate = RATE_HEAVY,
	    .args = {BULK,
		STREAM_FORMAT(N_("what became of each record: table, json or jsonl")),
		{.name = "dry_run", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("say what would happen, change nothing")}}},
	{.name = "bulk_look", .help = N_("What a bulk would be done to, before it is."), .flags = VERB_READ | VERB_HIDDEN, .rate = RATE_SEARCH, .run = verb_bulk_look,
	    .args = {BULK}},
	{.name = "work", .help = N_("Your imports, exports and other long work."), .example = "work rows 12 --format csv", .flags = VERB_POLLED, .run = verb_work,
	    .args = {{.name = "what", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "list|show|rows|stop", .help = N_("list when left out")},
		{.name = "id", .kind = ARG_POSITION, .type = ARG_INTEGER, .word = "ID", .help = N_("the number of the work")},
		{.name = "limit", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("at most so many rows")},
		{.name = "after", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("rows: after so many")},
		{.name = "verb", .kind = ARG_WIRE, .type = ARG_TEXT}, {.name = "params", .kind = ARG_WIRE, .type = ARG_OBJECT},
		{.name = "total", .kind = ARG_WIRE, .type = ARG_INTEGER}, {.name = "waits", .kind = ARG_WIRE, .type = ARG_BOOLEAN},
		{.name = "n", .kind = ARG_WIRE, .type = ARG_INTEGER}, {.name = "data", .kind = ARG_WIRE, .type = ARG_TEXT, .most = 900 * 1024}, KEY},
	    .answer = {NUMBER, {"verb", N_("Verb")}, KIND, {"name", N_("Name")}, {"what", N_("What")}, {"format", N_("Format")}, {"state", N_("State")}, {"total", N_("Of")},
		{"done", N_("Done")}, {"good", N_("Went well")}, {"bad", N_("Refused")}, {"ms", N_("Duration, ms")}, {"since", N_("Since")}, {"own", N_("Own")},
		{"person", N_("Person")}, {"batch", N_("Batch")}, {"said", N_("Said")}, {"size", N_("Size")}, {"stop", N_("Shall stop")}, {"label", N_("Name")},
		{"ok", N_("Went well")}, {"field", N_("Field")}, {"status", N_("Status")}, IN_WORDS}},
	{.name = "history", .help = N_("Who changed what in a record, and when."), .example = "history ENTITY 12 --limit 20", .flags = VERB_READ | VERB_SAYS,
	    .sql = "select app.history($1, $2, $3, $4)", .bind = "entity,id,before,limit",
	    .args = {ENTITY, ID,
		{.name = "limit", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("only so many, the newest first; else all from the first")},
		{.name = "before", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "NEXT", .help = N_("go on before this one: the “next” of the page before")}},
	    .answer = {{"action", N_("Action")}, {"id", N_("Number")}, {"next", N_("Next page")}, {"at", N_("When")}, {"verb", N_("What")}, {"person", N_("Who")}, {"person_id", N_("Person")}, {"batch", N_("Import")}, {"by_rule", N_("Rule")}, {"changes", N_("Changes")}}},
	{.name = "duplicates", .help = N_("Groups of records that look like the same one."), .example = "duplicates ENTITY --limit 20", .flags = VERB_READ | VERB_SAYS, .rate = RATE_HEAVY,
	    .sql = "select app.duplicates($1, coalesce($2, 100))", .bind = "entity,limit", .args = {ENTITY, LIMIT},
	    .answer = {{"why", N_("Same")}, {"rows", N_("Records")}}},
	{.name = "merge", .help = N_("Makes one record of several; links and history stay."), .example = "merge ENTITY 12 15 18", .flags = VERB_SAYS | VERB_CHANGES, .rate = RATE_SEARCH,
	    .sql = "select app.merge($1, $2, $3, $4)", .bind = "entity,keep,others,key",
	    .args = {ENTITY,
		{.name = "keep", .kind = ARG_POSITION, .type = ARG_INTEGER, .required = true, .word = "KEEP", .help = N_("the record that stays")},
		{.name = "others", .kind = ARG_REST, .type = ARG_IDS, .required = true, .word = "OTHER", .help = N_("the records that become part of it")}, KEY},
	    .answer = {SAVED, {"merged", N_("Records merged")}, {"moved", N_("Links moved")}}},
	{.name = "import", .help = N_("Brings in records from a file on the input."), .example = "import ENTITY --dry-run < FILE.xlsx", .flags = VERB_STREAM | VERB_STREAM_ONLY | VERB_LONG, .rate = RATE_HEAVY,
	    .args = {ENTITY, STREAM_FORMATS(READ, N_("{formats}; without it the file itself tells")),
		{.name = "sheet", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "NAME", .help = N_("the sheet of a workbook; else the first")},
		{.name = "encoding", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "NAME", .help = N_("how letters are written: UTF-8, windows-1252…; else guessed")},
		{.name = "separator", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "CHAR", .help = N_("what parts the columns; else guessed")},
		{.name = "header", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "N", .help = N_("the line that names the columns; 0 for none; else guessed")},
		{.name = "map", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "COLUMN=FIELD,…",
			.help = N_("which column goes into which field; else guessed from their names")},
		{.name = "map_json", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "JSON", .help = N_("the same as a JSON object")},
		{.name = "update_by", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "FIELD", .help = N_("a row with a known value here changes that record")},
		{.name = "name", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "NAME", .help = N_("the file’s name, to find the import again")},
		{.name = "dry_run", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("say what would happen, change nothing")},
		{.name = "format_report", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "FORMAT", .help = N_("what is told as text, json or jsonl")},
		{.name = "refused", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "csv", .help = N_("write the refused rows, to be corrected and sent again")},
		KEY}},
	{.name = "undo", .help = N_("Takes back an import as a whole."), .example = "undo 3", .flags = VERB_SAYS, .rate = RATE_HEAVY,
	    .sql = "select app.undo($1)", .bind = "batch",
	    .args = {{.name = "batch", .kind = ARG_POSITION, .type = ARG_INTEGER, .required = true, .word = "BATCH", .help = N_("the import’s number")},
		{.name = "entity", .kind = ARG_WIRE, .type = ARG_TEXT}},
	    .answer = {{"batch", N_("Import")}, KIND, {"removed", N_("Records removed")}, {"reverted", N_("Records changed back")}, {"kept", N_("Kept: changed since")}}},
	{.name = "export", .help = N_("Writes a list as a file on the output."), .example = "export ENTITY --filter 'created_at>=2026-01' --format xlsx > FILE.xlsx", .flags = VERB_READ | VERB_STREAM | VERB_STREAM_ONLY | VERB_LONG, .rate = RATE_HEAVY,
	    .args = {ENTITY, LIST_OPTIONS, STREAM_FORMATS(WRITTEN, N_("{formats}; xlsx when left out")),
		{.name = "separator", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "CHAR", .help = N_("csv: what parts the columns; else a comma")},
		{.name = "bom", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("csv: begin with a mark by which Excel knows UTF-8")},
		{.name = "titles", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("csv: titles for people instead of field names")},
		{.name = "vcard", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "VERSION", .help = N_("vcf: 3.0 or 4.0")}}},
	{.name = "calendar", .help = N_("Writes what takes place as a calendar (.ics) on the output, for any program that reads one."), .example = "calendar ENTITY > FILE.ics", .flags = VERB_READ | VERB_STREAM | VERB_STREAM_ONLY, .rate = RATE_HEAVY,
	    .args = {ENTITY, FILTER, SEARCH, DURING,
		{.name = "view", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "NAME", .help = N_("a saved view: its columns, filter and order")},
		LIMIT,
		{.name = "dates", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("each date by itself, not what repeats as a rule")}}},
	{.name = "print", .help = N_("Writes a record as a document on the output."), .example = "print ENTITY 12 --format pdf > FILE.pdf", .flags = VERB_READ | VERB_STREAM | VERB_STREAM_ONLY | VERB_LONG, .rate = RATE_HEAVY,
	    .args = {ENTITY, ID, STREAM_FORMATS(OF_ROWS, N_("{formats}; text when left out"))}},
	{.name = "report", .help = N_("Writes a report on the output."), .example = "report NAME 12 --format pdf > FILE.pdf", .flags = VERB_READ | VERB_STREAM | VERB_STREAM_ONLY | VERB_LONG, .rate = RATE_HEAVY,
	    .args = {{.name = "name", .kind = ARG_POSITION, .type = ARG_TEXT, .required = true, .word = "NAME", .help = N_("which report")},
		{.name = "of", .kind = ARG_REST, .type = ARG_TEXT, .word = "VALUE", .help = N_("the first thing that it asks for")},
		{.name = "args", .kind = ARG_PAIRS, .type = ARG_OBJECT, .word = "ARG=VALUE", .help = N_("what the report asks for")},
		STREAM_FORMATS(OF_ROWS, N_("{formats}; table when left out"))}},
	{.name = "suggest", .help = N_("Records that may answer what is typed into a field."), .flags = VERB_READ | VERB_HIDDEN, .rate = RATE_SEARCH,
	    .sql = "select ui.suggest($1, $2, $3)", .bind = "entity,field,text",
	    .args = {{.name = "entity", .kind = ARG_WIRE, .type = ARG_TEXT, .required = true}, {.name = "field", .kind = ARG_WIRE, .type = ARG_TEXT, .required = true},
		{.name = "text", .kind = ARG_WIRE, .type = ARG_TEXT, .required = true}}},
	{.name = "figures", .help = N_("A report's rows, to be drawn."), .flags = VERB_READ | VERB_HIDDEN, .rate = RATE_SEARCH, .run = verb_figures,
	    .args = {{.name = "name", .kind = ARG_WIRE, .type = ARG_TEXT, .required = true}, {.name = "args", .kind = ARG_WIRE, .type = ARG_OBJECT}}},
	{.name = "put", .help = N_("Attaches the file on the input to a record."), .example = "put ENTITY 12 certificate.pdf < certificate.pdf", .flags = VERB_STREAM | VERB_STREAM_ONLY, .rate = RATE_HEAVY,
	    .args = {ENTITY, ID, NAME_OF_FILE,
		{.name = "type", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "TYPE", .help = N_("its media type; else told from its name")},
		STREAM_FORMAT(N_("what is told as table, json, jsonl or csv"))},
	    .answer = {NUMBER, NAME, {"size", N_("Size")}, {"sha256", N_("SHA-256")}}},
	{.name = "receive", .help = N_("Takes the mail on the input in, as a mail server delivers one."), .example = "receive ENTITY < mail.eml", .flags = VERB_STREAM | VERB_STREAM_ONLY, .rate = RATE_SEARCH,
	    .args = {ENTITY,
		{.name = "box", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "NAME", .help = N_("the box that it came into, by its name or address; else the one that it was sent to"), .most = 300},
		STREAM_FORMAT(N_("how the answer is written: table, csv, json, jsonl"))},
	    .answer = {NUMBER, {"received", N_("Mail")}, {"outcome", N_("Became")}}},
	{.name = "get", .help = N_("Writes an attached file on the output."), .example = "get ENTITY 12 certificate.pdf > certificate.pdf", .flags = VERB_READ | VERB_STREAM | VERB_STREAM_ONLY,
	    .args = {ENTITY, ID, NAME_OF_FILE}},
	{.name = "files", .help = N_("The files attached to a record."), .example = "files ENTITY 12", .flags = VERB_READ,
	    .sql = "select app.files($1, $2)", .bind = "entity,id", .args = {ENTITY, ID},
	    .answer = {NAME, NUMBER, {"size", N_("Size")}, {"media_type", N_("Kind of file")}, {"description", N_("Description")}, {"tags", N_("Tags")},
		{"expires_on", N_("Expires on")}, {"created_at", N_("Created")}, {"created_by", N_("Created by")}, {"sha256", N_("SHA-256")}}},
	{.name = "notifications", .help = N_("What you are told: work that was given to you, what is late, who named you."), .example = "notifications --all", .flags = VERB_SAYS | VERB_POLLED,
	    .sql = "select app.my_notifications(coalesce($1, false), coalesce($2, false), coalesce($3, 50))", .bind = "all,read,limit",
	    .args = {{.name = "all", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("those that you have read, too")},
		{.name = "read", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("mark all of them as read")},
		{.name = "limit", .kind = ARG_OPTION, .type = ARG_INTEGER, .word = "N", .help = N_("how many, newest first")}},
	    .answer = {{"id", N_("Number")}, {"at", N_("When")}, {"message", N_("What")}, {"entity", N_("Kind of record")}, {"record", N_("Record")}, {"read", N_("Read")},
		{"unread", N_("Unread")}, {"marked", N_("Marked as read")}}},
	{.name = "jobs", .help = N_("What the server does by itself, and how it went."), .example = "jobs run tell_people", .flags = 0, .run = verb_jobs,
	    .args = {{.name = "what", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "list|run", .help = N_("list when left out")},
		{.name = "job", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "NAME", .help = N_("the one to do now")}},
	    .answer = {NAME, {"every", N_("Every")}, {"run_at", N_("Next")}, {"running", N_("Running")}, {"last_run_at", N_("Last run")}, {"last_ok", N_("Went well")},
		{"last_result", N_("Result")}, {"forgotten", N_("Forgotten")}, {"noted", N_("noted")}, {"told", N_("told")}, {"acted", N_("acted")}, {"ended", N_("ended")}, {"sent", N_("sent")}, {"error", N_("Fault")}, IN_WORDS}},
	{.name = "key", .help = N_("Your SSH keys: list them, add one, remove one."), .example = "key add 'ssh-ed25519 AAAA… me@laptop' --label laptop", .flags = 0, .run = verb_key,
	    .args = {{.name = "what", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "list|add|remove", .help = N_("list when left out")},
		{.name = "words", .kind = ARG_REST, .type = ARG_TEXT, .word = "KEY|ID", .help = N_("the line of the .pub file; or the number of the one to remove")},
		{.name = "label", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "TEXT", .help = N_("what you call it")},
		{.name = "options", .kind = ARG_WIRE, .type = ARG_OBJECT},
		{.name = "from", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "ADDRESSES", .help = N_("accept it only from there")},
		{.name = "command", .kind = ARG_OPTION, .type = ARG_TEXT, .word = "VERB…", .help = N_("it may do only this")}},
	    .answer = {NUMBER, {"label", N_("Name")}, {"type", N_("Type")}, {"fingerprint", N_("Fingerprint")}, {"options", N_("Limits")},
		{"from", N_("Only from")}, {"command", N_("Only the verb")}, {"expires", N_("Until")}, {"created_at", N_("Created")}, {"used_at", N_("Last used")},
		{"removed", N_("Removed")}}},
	{.name = "prefer", .help = N_("How you like the screen: tells it with what may be said, or sets one thing; two quotes forget it."), .example = "prefer theme dark", .flags = VERB_SAYS,
	    .sql = "select app.prefer($1, $2)", .bind = "name,value",
	    .args = {{.name = "name", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "NAME", .help = N_("what: prefer alone lists it")},
		{.name = "value", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "VALUE", .help = N_("what it shall be")}},
	    .answer = {{"preferences", N_("Preferences")}, NAME, {"value", N_("Value")}, {"choices", N_("Choices")}, IN_WORDS}},
	{.name = "session", .help = N_("Your open sessions: list them, end one."), .example = "session end 217", .flags = 0, .run = verb_session,
	    .args = {{.name = "what", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "list|end", .help = N_("list when left out")},
		{.name = "id", .kind = ARG_POSITION, .type = ARG_INTEGER, .word = "ID", .help = N_("the session to end")}},
	    .answer = {NUMBER, {"this", N_("This one")}, {"since", N_("Since")}, {"address", N_("Address")}, {"ended", N_("Ended")}}},
	{.name = "logs", .help = N_("What the server noted about your company’s requests."), .example = "logs --follow", .flags = VERB_READ | VERB_FOLLOW, .rate = RATE_SEARCH, .run = verb_logs,
	    .args = {{.name = "follow", .kind = ARG_FLAG, .type = ARG_BOOLEAN, .help = N_("go on with new lines as they come")},
		LIMIT}},
	{.name = "mail", /* not an entity: the verb */ .help = N_("Does mail leave? Sends a test mail, or tells what became of a mail."), .example = "mail test marie@example.fr", .flags = VERB_SAYS,
	    .sql = "select app.mail_verb($1, $2)", .bind = "what,word",
	    .args = {{.name = "what", .kind = ARG_POSITION, .type = ARG_TEXT, .required = true, .word = "test|state", .help = N_("send a test mail, or tell of one")},
		{.name = "word", .kind = ARG_POSITION, .type = ARG_TEXT, .word = "ADDRESS|ID", .help = N_("where the test mail goes; or the number of a mail")}},
	    .answer = {NUMBER, {"status", N_("State")}, {"tries", N_("Tries")}, {"why", N_("What was said")}, {"next_try_at", N_("Next try")}, {"sent_at", N_("Sent")}}},
	{.name = "verify", .help = N_("Checks what must never change: files, history, and what guards them; for who may change the company."), .flags = VERB_READ, .rate = RATE_HEAVY, .run = verb_verify,
	    .answer = {NAME, WENT_WELL, {"checked", N_("Checked")}, {"complete", N_("All of it")}, IN_WORDS}},
	{.name = "health", .help = N_("Does everything work?"), .flags = VERB_READ | VERB_NO_COMPANY, .run = verb_health,
	    .answer = {{"status", N_("State")}, {"server", N_("Server")}, {"database_ms", N_("Database, ms")}, {"up_seconds", N_("Up, seconds")}, {"mail_late_seconds", N_("Mail is late by, seconds")}}},
	{.name = "metrics", .help = N_("What this server process counted since it started."), .flags = VERB_READ, .run = verb_metrics,
	    .answer = {{"requests", N_("Requests")}, {"outcomes.ok", N_("Answered well")}, {"outcomes.refused", N_("Refused")}, {"outcomes.misuse", N_("Misused")},
		{"outcomes.forbidden", N_("Not allowed")}, {"outcomes.conflict", N_("In conflict")}, {"outcomes.internal", N_("Failed on our side")},
		{"outcomes.later", N_("Put off")}, {"running", N_("Being answered")}, {"latency_us.p50", N_("Half answered within, µs")},
		{"latency_us.p99", N_("99 % answered within, µs")}, {"latency_us.mean", N_("Mean time of an answer, µs")}, {"pool.open", N_("Database connections")},
		{"pool.busy", N_("Of them busy")}, {"pool.waiting", N_("Waiting for the database")}, {"pool.queries", N_("Sent to the database")},
		{"pool.refused", N_("Given up waiting")}, {"pool.lost", N_("Database connections lost")}, {"pool.prepared", N_("Statements prepared")},
		{"events.sent", N_("Changes told")}, {"events.received", N_("Changes heard of")}, {"kept.catalogues", N_("Catalogues kept")},
		{"kept.shapes", N_("Lists kept prepared")}, {"sessions", N_("Sessions")}, {"starting", N_("Signing in")}, {"children", N_("Child processes")},
		{"mail.waiting", N_("Mails that wait")}, {"mail.oldest_seconds", N_("The oldest since, seconds")}, {"mail.late_seconds", N_("Mail is late by, seconds")}}},
	{.name = NULL},
};
