/* exec_label.c: what the members of an answer that the catalogue does not know are called for people. */
#include "server/exec_label.h"

#include <stddef.h>
#include <string.h>

#include "shared/translate.h"

static const struct {
	const char *name, *label;
} labels[] = {
	{"id", N_("Number")}, {"version", N_("Version")}, {"name", N_("Name")}, {"label", N_("Name")}, {"entity", N_("Kind")},
	{"detail", N_("Details")}, {"person.id", N_("Person")}, {"person.name", N_("Name")}, {"person.email", N_("E-mail")},
	{"person.language", N_("Language")}, {"company.id", N_("Company number")}, {"company.slug", N_("Company code")},
	{"company.name", N_("Company")}, {"company.time_zone", N_("Time zone")}, {"company.currency", N_("Currency")},
	{"session", N_("Session")}, {"address", N_("Address")}, {"since", N_("Since")}, {"this", N_("This one")},
	{"status", N_("State")}, {"server", N_("Server")}, {"database_ms", N_("Database, ms")}, {"up_seconds", N_("Up, seconds")},
	{"fingerprint", N_("Fingerprint")}, {"type", N_("Type")}, {"options", N_("Limits")}, {"created_at", N_("Created")},
	{"used_at", N_("Last used")}, {"every", N_("Every")}, {"run_at", N_("Next")}, {"running", N_("Running")},
	{"last_run_at", N_("Last run")}, {"last_ok", N_("Went well")}, {"last_result", N_("Result")}, {"at", N_("When")},
	{"verb", N_("What")}, {"person", N_("Who")}, {"person_id", N_("Person")}, {"changes", N_("Changes")}, {"batch", N_("Import")},
	{"why", N_("Same")}, {"rows", N_("Records")}, {"ok", N_("Went well")}, {"checked", N_("Checked")}, {"size", N_("Size")},
	{"removed", N_("Removed")}, {"ended", N_("Ended")}, {"undone", N_("Taken back")}, {"kept", N_("Kept")}, {"message", N_("In words")}, {"complete", N_("All of it")},
};

const char *
exec_label(const char *name, const char *language)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcmp(labels[i].name, name) == 0)
			return translate(language, labels[i].label);
	return name;
}
