#!/bin/bash
# identifiers_data_test.sh: plates and identification numbers of real files, judged one by one. Needs a loaded database (libpq's
# environment names it) and the folder of sample files: $COMPTOIR_DATA, or ../shared/data beside the project.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${COMPTOIR_DATA:-../shared/data}/02-vehicles
if [ ! -r "$data/plates_A.csv" ] || [ ! -r "$data/vin_vectors_A.csv" ]; then
	echo "1..0 # SKIP no sample files in $data (COMPTOIR_DATA names their folder)"
	exit 0
fi
psql -XqAt -v ON_ERROR_STOP=1 <<-SQL
	begin;
	create extension if not exists pgtap;
	create temp table plate (written text, class text, source text);
	create temp table vin (written text, class text, digit text, source text);
	\copy plate from '$data/plates_A.csv' with (format csv, header)
	\copy vin from '$data/vin_vectors_A.csv' with (format csv, header)
	select no_plan();
	select is_empty(\$\$ select written, class, app.plate_kind(app.clean_plate(written)) from plate
	    where written !~ '[^A-Z0-9 -]|  ' and case class when 'SIV' then 'siv' when 'SIV-W/WW' then 'temporary or garage' when 'SIV-cyclo' then 'moped' when 'FNI' then 'fni' else 'none' end
	    is distinct from coalesce(regexp_replace(app.plate_kind(app.clean_plate(written)), 'temporary|garage', 'temporary or garage'), 'none') \$\$,
	    'each plate is of the kind that its shape says');
	select is_empty('select written from plate where app.valid_plate(app.clean_plate(written)) is not true', 'no plate of the files is refused');
	-- The list counts 2,030 by blanks and hyphens alone; one of them differs from another only by a dot at its end.
	select is(count(distinct app.clean_plate(written))::integer, 2029, 'plates written in several ways become one') from plate;
	select is_empty(\$\$ select written from plate where app.clean_plate(app.show_plate(app.clean_plate(written))) <> app.clean_plate(written) \$\$,
	    'what is shown can be typed again');
	select is_empty(\$\$ select written, digit, app.vin_check(app.clean_vin(written)) from vin
	    where class <> 'INVALID' and app.vin_check(app.clean_vin(written)) is distinct from digit \$\$, 'check digits are computed right');
	select is_empty(\$\$ select written, class from vin where class = 'check-digit-ok' and app.warn_vin(app.clean_vin(written)) is not null \$\$,
	    'a right check digit is not warned about');
	select is_empty(\$\$ select written, class from vin where class = 'check-digit-mismatch'
	    and (app.valid_vin(app.clean_vin(written)) is not true or app.warn_vin(app.clean_vin(written)) is null) \$\$,
	    'a wrong check digit warns and saves');
	select is_empty(\$\$ select written, class from vin where class = 'INVALID'
	    and app.valid_vin(app.clean_vin(written)) and app.warn_vin(app.clean_vin(written)) is null \$\$, 'what is no identification number is refused or warned about');
	select * from finish();
	rollback;
SQL
