-- identifiers.sql: how e-mail addresses, phone numbers, plates and the other written identifiers are cleaned, checked and shown.
-- A format is a domain over text, whose comment is the sentence shown when a value is invalid, and functions found by its name:
-- clean_X normalises and never refuses (nothing left is null); valid_X judges what clean_X made; warn_X names what looks wrong
-- and is saved all the same; search_X is what a search finds it by; show_X is how people read it.
-- They stand in triggers, checks, generated columns and indexes: immutable, no setting asked, every name written with its schema.
-- plpgsql, because SQL functions that cannot be inlined are started anew at each call.
do $$
declare
	d text;
begin
	foreach d in array '{email,phone,siren,siret,vat_number,plate,vin,country,url,long_text,color,iban,postcode,clock,rrule,dates,repetition,weekdays}'::text[] loop
		if to_regtype('app.' || d) is null then execute format('create domain app.%I as text', d); end if;
	end loop;
	if to_regtype('app.km') is null then create domain app.km as integer; end if;
	if to_regtype('app.percent') is null then create domain app.percent as numeric(6, 3); end if;
end $$;
comment on domain app.email is 'An e-mail address is written name@domain, for example marie@example.fr.';
comment on domain app.phone is 'A phone number has ten digits in France, or begins with + and the country''s code.';
comment on domain app.siren is 'A SIREN has nine digits, and its last one must agree with the others.';
comment on domain app.siret is 'A SIRET has fourteen digits: the nine of the SIREN and five more, and its last one must agree with the others.';
comment on domain app.vat_number is 'A VAT number begins with the country''s two letters; a French one is FR, a key of two characters and the SIREN.';
comment on domain app.plate is 'A plate has 1 to 20 letters and digits.';
comment on domain app.vin is 'A vehicle identification number has 5 to 17 letters and digits; a star stands for one that is hidden.';
comment on domain app.country is 'A country is its two-letter code, for example FR.';
comment on domain app.url is 'A web address begins with http:// or https:// and a domain.';
comment on domain app.long_text is 'A text has at most 100,000 characters.';
comment on domain app.color is 'A colour is # and six hexadecimal digits, or one of black, red, green, yellow, blue, magenta, cyan, white, grey and orange.';
comment on domain app.clock is 'A time of day is written 9, 930, 14h15 or 14:15; 24:00 is midnight.';
comment on domain app.rrule is 'A rule of repetition, as calendars write it: FREQ=WEEKLY;BYDAY=MO,TH.';
comment on domain app.dates is 'Moments as calendars write them, parted by commas: 20260329T080000Z, or 20260329 for a day.';
comment on domain app.repetition is 'A rule of repetition, told in words.';
comment on domain app.weekdays is 'Days of the week are written by their names or their beginnings, with commas or blanks between them: tue, thu.';
comment on domain app.iban is 'An IBAN is a country, two check digits and the account, and the whole must agree with its check digits.';
comment on domain app.postcode is 'A postcode has 2 to 10 letters and digits; in France, five digits.';
comment on domain app.km is 'A distance in kilometres.';
comment on domain app.percent is 'A percentage.';

-- Without blanks, hyphens, dots, slashes, brackets and the invisible marks that copying from a phone or a web page brings along.
create or replace function app.bare(t text) returns text language sql immutable strict parallel safe
return translate(t, U&' .-_/()\005B\005D'':,;\0009\000A\000D\00A0\00AD\00B7\2007\2009\200B\200E\200F\2010\2011\2012\2013\2014\202A\202C\202D\202F\2060\2212\FEFF', '');

create or replace function app.luhn(digits text) returns boolean language plpgsql immutable strict parallel safe as $$
declare
	bytes constant bytea := digits::bytea; d integer; total integer := 0; n constant integer := length(digits);
begin
	for i in 0 .. n - 1 loop
		d := get_byte(bytes, i) - 48;
		if (n - i) & 1 = 0 then d := d * 2; if d > 9 then d := d - 9; end if; end if;
		total := total + d;
	end loop;
	return total % 10 = 0;
end $$;

-- E-mail. Capitals make no difference to any mailbox in use, and one address in two spellings would be two contacts.
create or replace function app.clean_email(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s text := lower(btrim(t, U&' \0009\000A\000D\00A0\200B\200E\202F\FEFF;,'));
begin
	if s like '%<%@%>' then s := btrim(substring(s from '<([^<>]*)>$')); end if;	-- Marie Dupont <marie@example.fr>
	if starts_with(s, 'mailto:') then s := substr(s, 8); end if;
	return nullif(s, '');
end $$;
create or replace function app.valid_email(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	-- Nearly every address is as plain as this, and this is asked for each row of an import: the whole rule costs five times as much.
	if length(t) <= 64 and t ~ '^[a-z0-9][a-z0-9_+-]*([.][a-z0-9_+-]+)*@[a-z0-9]+([.-][a-z0-9]+)*[.][a-z0-9]{2,}$' then return true; end if;
	return length(t) <= 254 and strpos(t, '@') between 2 and 65 and strpos(t, '..') = 0
	    and t ~ '^[^\s@<>()\[\]\\,;:"\u0001-\u001f\u007f.]([^\s@<>()\[\]\\,;:"\u0001-\u001f\u007f]*[^\s@<>()\[\]\\,;:"\u0001-\u001f\u007f.])?@([[:alnum:]]([[:alnum:]-]{0,61}[[:alnum:]])?\.)+[[:alnum:]][[:alnum:]-]{0,61}[[:alnum:]]$';
end $$;

-- Phone: stored as E.164. A French national number (0 and nine digits) gets +33, or the code of the overseas territory that its
-- first digits name; 06 39 98 is metropolitan and kept for fiction, though the rest of 06 39 is Mayotte. Numbers of four or six
-- digits that exist only in France (10YT, 118XYZ, 3BPQ, 116XYZ, 15, 17, 18, 11Y) stay as they are. A spreadsheet drops the
-- leading 0: nine digits get it back.
create or replace function app.clean_phone(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s text := replace(app.bare(lower(t)), 'tel', '');
	n text;			-- French national number without its 0
begin
	if s = '' then return null; end if;
	if starts_with(s, '+') then s := '+' || ltrim(s, '+');
	elsif starts_with(s, '00') then s := '+' || substr(s, 3);
	elsif starts_with(s, '33') and length(s) = 11 then s := '+' || s;
	elsif length(s) = 9 and s >= '1' and s < ':' then n := s;
	elsif starts_with(s, '0') then n := substr(s, 2);
	else return s;
	end if;
	if n is null then
		if starts_with(s, '+33') then n := ltrim(substr(s, 4), '0');		-- +33 (0)6 …
		elsif s ~ '^\+(590|594|596|262)0' then return substr(s, 1, 4) || substr(s, 6);
		else return s;
		end if;
	end if;
	return case
	    when length(n) <> 9 then '+33' || n
	    when starts_with(n, '63998') then '+33' || n
	    when substr(n, 1, 3) in ('590', '690', '691') then '+590' || n
	    when substr(n, 1, 3) in ('594', '694') then '+594' || n
	    when substr(n, 1, 3) in ('596', '696', '697') then '+596' || n
	    when substr(n, 1, 3) in ('262', '263', '692', '693', '269', '639') then '+262' || n
	    when starts_with(n, '508') then '+508' || substr(n, 4)
	    else '+33' || n end;
end $$;
-- The last alternative is a number of some other country, written as one dials there: kept, and warned about.
create or replace function app.valid_phone(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	if t ~ '^\+33[1-9][0-9]{8}$' then return true; end if;		-- nearly all: the rest of the rule costs five times as much
	return t ~ '^(\+(33([1-9][0-9]{8}|700[0-9]{10})|(590|594|596|262)[1-9][0-9]{8}|508([0-9]{6}|[0-9]{9})|68[17][0-9]{6}|689([0-9]{6}|[0-9]{8})|(?!33|59[046]|262|508|68[179])[1-9][0-9]{6,14})|10[0-9]{2}|11[68][0-9]{3}|3[0-9]{3}|1[578]|11[24579]|[1-9][0-9]{9,14})$';
end $$;
create or replace function app.warn_phone(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case
	    when starts_with(t, '+33') then case when t ~ '^\+33(16[23]|27[01]|37[78]|42[45]|56[89]|94[89]|947[5-9])'
	        then 'This number is in a range that is kept for telemarketing.' end
	    when length(t) >= 10 and not starts_with(t, '+')
	        then 'This number has no country code: write + and the country''s code first.' end;
end $$;
create or replace function app.search_phone(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case
	    when starts_with(t, '+33') then '0' || substr(t, 4) || ' ' || substr(t, 2)
	    when substr(t, 1, 4) in ('+590', '+594', '+596', '+262') and length(t) = 13 then '0' || substr(t, 5) || ' ' || substr(t, 2)
	    else ltrim(t, '+') end;
end $$;
create or replace function app.show_phone(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	code text; rest text;
begin
	if starts_with(t, '+33') then return rtrim(regexp_replace('0' || substr(t, 4), '(\d\d)', '\1 ', 'g')); end if;
	if substr(t, 1, 4) in ('+590', '+594', '+596', '+262') and length(t) = 13 then
		return '0' || substr(t, 5, 3) || rtrim(regexp_replace(substr(t, 8), '(\d\d)', ' \1', 'g'));
	end if;
	if not starts_with(t, '+') then
		return case when length(t) in (4, 6) then rtrim(regexp_replace(t, case length(t) when 4 then '(\d\d)' else '(\d{3})' end, '\1 ', 'g')) else t end;
	end if;
	-- Codes of one digit are 1 and 7, of two are these; all others have three.
	code := case when substr(t, 2, 1) in ('1', '7') then substr(t, 2, 1)
	    else substr(t, 2, case when t ~ '^\+(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])' then 2 else 3 end) end;
	rest := substr(t, length(code) + 2);
	return '+' || code || ' ' || case when code in ('508', '681', '687', '689') then rtrim(regexp_replace(rest, '(\d\d)', '\1 ', 'g'))
	    else regexp_replace(rest, '(\d{3})(?=\d\d)', '\1 ', 'g') end;
end $$;

-- SIREN and SIRET. Zeros alone satisfy Luhn and are nobody.
create or replace function app.clean_siren(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return nullif(replace(upper(app.bare(t)), 'SIREN', ''), '');
end $$;
create or replace function app.valid_siren(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return t ~ '^[0-9]{9}$' and t <> '000000000' and app.luhn(t);
end $$;
create or replace function app.show_siren(t text) returns text language sql immutable strict parallel safe
return substr(t, 1, 3) || ' ' || substr(t, 4, 3) || ' ' || substr(t, 7);

create or replace function app.clean_siret(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return nullif(replace(upper(app.bare(t)), 'SIRET', ''), '');
end $$;
-- La Poste has more establishments than Luhn leaves numbers: all but its head office obey a plain sum of digits.
create or replace function app.valid_siret(t text) returns boolean language plpgsql immutable strict parallel safe as $$
declare
	total integer := 0;
begin
	if t !~ '^[0-9]{14}$' then return false; end if;
	if starts_with(t, '356000000') and t <> '35600000000048' then
		for i in 1 .. 14 loop total := total + substr(t, i, 1)::integer; end loop;
		return total % 5 = 0;
	end if;
	return app.luhn(t) and app.valid_siren(substr(t, 1, 9));
end $$;
create or replace function app.show_siret(t text) returns text language sql immutable strict parallel safe
return substr(t, 1, 3) || ' ' || substr(t, 4, 3) || ' ' || substr(t, 7, 3) || ' ' || substr(t, 10);

-- VAT number. The French key is computed from the SIREN, in figures (the usual one) or with letters but I and O; numbers of
-- Monaco begin with 000 where a SIREN would be. Other countries only warn: their rules change without telling us.
create or replace function app.vat_key(siren text) returns text language sql immutable strict parallel safe
return lpad(((12 + 3 * (siren::bigint % 97)) % 97)::text, 2, '0');
create or replace function app.valid_vat_number(t text) returns boolean language plpgsql immutable strict parallel safe as $$
declare
	letters constant text := '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'; a integer; b integer; n integer; siren text;
begin
	if not starts_with(t, 'FR') then return t ~ '^[A-Z]{2}[0-9A-Z+*]{2,14}$' and t ~ '[0-9]'; end if;
	if t !~ '^FR[0-9A-HJ-NP-Z]{2}[0-9]{9}$' then return false; end if;
	siren := substr(t, 5);
	if not starts_with(siren, '000') and not app.luhn(siren) then return false; end if;
	if substr(t, 3, 2) ~ '^[0-9]{2}$' then return substr(t, 3, 2) = app.vat_key(siren); end if;
	a := strpos(letters, substr(t, 3, 1)) - 1;
	b := strpos(letters, substr(t, 4, 1)) - 1;
	n := case when a < 10 then a * 24 + b - 10 else a * 34 + b - 100 end;
	return (siren::bigint + 1 + n / 11) % 11 = n % 11;
end $$;
create or replace function app.clean_vat_number(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s constant text := upper(app.bare(t));
begin
	if length(s) = 11 and app.valid_vat_number('FR' || s) then return 'FR' || s; end if;	-- typed without the country
	return nullif(s, '');
end $$;
create or replace function app.warn_vat_number(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	body constant text := substr(t, 3);
	fits constant boolean := case substr(t, 1, 2)
	    when 'FR' then true
	    when 'AT' then body ~ '^U[0-9]{8}$'
	    when 'BE' then body ~ '^[01][0-9]{9}$' and 97 - substr(body, 1, 8)::integer % 97 = substr(body, 9)::integer
	    when 'BG' then body ~ '^[0-9]{9,10}$'
	    when 'CY' then body ~ '^[0-9]{8}[A-Z]$'
	    when 'CZ' then body ~ '^[0-9]{8,10}$'
	    when 'DE' then body ~ '^[1-9][0-9]{8}$'
	    when 'DK' then body ~ '^[0-9]{8}$'
	    when 'EE' then body ~ '^[0-9]{9}$'
	    when 'EL' then body ~ '^[0-9]{9}$'
	    when 'ES' then body ~ '^([A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])$'
	    when 'FI' then body ~ '^[0-9]{8}$'
	    when 'HR' then body ~ '^[0-9]{11}$'
	    when 'HU' then body ~ '^[0-9]{8}$'
	    when 'IE' then body ~ '^[0-9][0-9A-Z+*][0-9]{5}[A-Z]{1,2}$'
	    when 'IT' then body ~ '^[0-9]{11}$' and app.luhn(body)
	    when 'LT' then body ~ '^([0-9]{9}|[0-9]{12})$'
	    when 'LU' then body ~ '^[0-9]{8}$' and substr(body, 1, 6)::integer % 89 = substr(body, 7)::integer
	    when 'LV' then body ~ '^[0-9]{11}$'
	    when 'MT' then body ~ '^[0-9]{8}$'
	    when 'NL' then body ~ '^[0-9A-Z+*]{10}[0-9]{2}$'
	    when 'PL' then body ~ '^[0-9]{10}$'
	    when 'PT' then body ~ '^[1-9][0-9]{8}$'
	    when 'RO' then body ~ '^[1-9][0-9]{1,9}$'
	    when 'SE' then body ~ '^[0-9]{10}01$'
	    when 'SI' then body ~ '^[1-9][0-9]{7}$'
	    when 'SK' then body ~ '^[1-9][0-9]{9}$'
	    when 'XI' then body ~ '^([0-9]{9}|[0-9]{12}|(GD|HA)[0-9]{3})$'
	    when 'GB' then body ~ '^([0-9]{9}|[0-9]{12}|(GD|HA)[0-9]{3})$'
	    when 'CH' then body ~ '^E[0-9]{9}(MWST|TVA|IVA)?$'
	end;
begin
	return case when fits is null then 'Comptoir does not know the VAT numbers of this country.'
	    when not fits then 'This does not look like a VAT number of its country.' end;
end $$;
create or replace function app.show_vat_number(t text) returns text language sql immutable strict parallel safe
return case when t like 'FR___________' then substr(t, 1, 2) || ' ' || substr(t, 3, 2) || ' ' || substr(t, 5, 3) || ' ' || substr(t, 8, 3) || ' ' || substr(t, 11) else t end;

-- Plates: capitals without separators. Unknown shapes are foreign, or old, or wrong: only a person can tell.
create or replace function app.clean_plate(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return nullif(upper(app.bare(t)), '');
end $$;
create or replace function app.valid_plate(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return t ~ '^[[:alnum:]]{1,20}$';
end $$;
-- 'siv' since 2009, 'temporary' (WW), 'garage' (W), 'moped' (2004-2009), 'fni' 1950-2009 (with its own
-- temporary WW, WWA …); null: no French plate.
create or replace function app.plate_kind(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case
	    when t ~ '^[A-HJ-NP-TV-Z]{2}[0-9]{3}(?!SS)[A-HJ-NP-TV-Z]{2}$' and substr(t, 3, 3) <> '000' then case
	        when starts_with(t, 'SS') then null
	        when starts_with(t, 'WW') then 'temporary'
	        else 'siv' end
	    when t ~ '^W[0-9]{3}(?!SS)[A-HJ-NP-TV-Z]{2}$' then 'garage'
	    when t ~ '^[A-HJ-NP-TV-Z]{1,2}[0-9]{2,3}[A-HJ-NP-TV-Z]$' then 'moped'
	    when t ~ '^([0-9]{1,4}([A-HJ-NP-TV-Z]{1,2}|WW[A-HJ-NP-TV-Z])|[0-9]{1,3}[A-HJ-NP-TV-Z]{3})(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])$' then 'fni' end;
end $$;
create or replace function app.warn_plate(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case when app.plate_kind(t) is null then 'This is not the shape of a French plate.' end;
end $$;
create or replace function app.show_plate(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case app.plate_kind(t)
	    when 'siv' then substr(t, 1, 2) || '-' || substr(t, 3, 3) || '-' || substr(t, 6)
	    when 'temporary' then substr(t, 1, 2) || '-' || substr(t, 3, 3) || '-' || substr(t, 6)
	    when 'garage' then substr(t, 1, 1) || '-' || substr(t, 2, 3) || '-' || substr(t, 5)
	    when 'fni' then regexp_replace(t, '^([0-9]+)([A-Z]+)(.*)$', '\1 \2 \3')
	    else t end;
end $$;

-- VIN. The check digit binds in North America and China only: European makers put there what they like.
create or replace function app.clean_vin(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return nullif(upper(replace(translate(t, U&' .-_/\0009\000A\000D\00A0\202F\200B\200E\FEFF', ''), '•', '*')), '');
end $$;
create or replace function app.valid_vin(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return t ~ '^[A-Z0-9*]{5,17}$';
end $$;
create or replace function app.vin_check(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	digits constant text := translate(t, 'ABCDEFGHJKLMNPRSTUVWXYZ', '12345678123457923456789');
	weights constant integer[] := '{8,7,6,5,4,3,2,10,0,9,8,7,6,5,4,3,2}'; total integer := 0;
begin
	if digits !~ '^[0-9]{17}$' then return null; end if;
	for i in 1 .. 17 loop total := total + weights[i] * substr(digits, i, 1)::integer; end loop;
	return case total % 11 when 10 then 'X' else (total % 11)::text end;
end $$;
create or replace function app.warn_vin(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case
	    when strpos(t, '*') > 0 then 'Part of this identification number is hidden.'
	    when t ~ '[IOQ]' then 'An identification number never holds the letters I, O and Q: read it again.'
	    when length(t) < 17 then 'Identification numbers have 17 characters since 1981: this one is shorter.'
	    when app.vin_check(t) <> substr(t, 9, 1) then case when t ~ '^[1-5L]'
	        then 'The check digit (the ninth character) does not agree with this number: read it again.'
	        else 'The check digit (the ninth character) does not agree, which is common on European vehicles: read it again if in doubt.' end end;
end $$;

-- Countries, by code or by a name that people write in their files.
create or replace function app.clean_country(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s constant text := upper(btrim(t, U&' .\0009\000A\000D\00A0\202F'));
begin
	if length(s) = 2 then return case s when 'UK' then 'GB' when 'EL' then 'GR' else s end; end if;
	return nullif(coalesce('{
		"FRANCE":"FR","FRA":"FR","FRANCE METROPOLITAINE":"FR","GERMANY":"DE","ALLEMAGNE":"DE","DEUTSCHLAND":"DE","DEU":"DE",
		"BELGIUM":"BE","BELGIQUE":"BE","BEL":"BE","SPAIN":"ES","ESPAGNE":"ES","ESPAÑA":"ES","ESP":"ES","ITALY":"IT","ITALIE":"IT","ITALIA":"IT","ITA":"IT",
		"LUXEMBOURG":"LU","LUX":"LU","SWITZERLAND":"CH","SUISSE":"CH","SCHWEIZ":"CH","CHE":"CH","NETHERLANDS":"NL","THE NETHERLANDS":"NL","PAYS-BAS":"NL","PAYS BAS":"NL","NLD":"NL",
		"UNITED KINGDOM":"GB","GREAT BRITAIN":"GB","ENGLAND":"GB","ROYAUME-UNI":"GB","ROYAUME UNI":"GB","ANGLETERRE":"GB","GBR":"GB","IRELAND":"IE","IRLANDE":"IE",
		"PORTUGAL":"PT","PRT":"PT","AUSTRIA":"AT","AUTRICHE":"AT","POLAND":"PL","POLOGNE":"PL","CZECHIA":"CZ","CZECH REPUBLIC":"CZ","TCHÉQUIE":"CZ","REPUBLIQUE TCHEQUE":"CZ","RÉPUBLIQUE TCHÈQUE":"CZ",
		"SLOVAKIA":"SK","SLOVAQUIE":"SK","SLOVENIA":"SI","SLOVÉNIE":"SI","SLOVENIE":"SI","HUNGARY":"HU","HONGRIE":"HU","ROMANIA":"RO","ROUMANIE":"RO","BULGARIA":"BG","BULGARIE":"BG",
		"CROATIA":"HR","CROATIE":"HR","GREECE":"GR","GRÈCE":"GR","GRECE":"GR","DENMARK":"DK","DANEMARK":"DK","SWEDEN":"SE","SUÈDE":"SE","SUEDE":"SE","NORWAY":"NO","NORVÈGE":"NO","NORVEGE":"NO",
		"FINLAND":"FI","FINLANDE":"FI","ICELAND":"IS","ISLANDE":"IS","ESTONIA":"EE","ESTONIE":"EE","LATVIA":"LV","LETTONIE":"LV","LITHUANIA":"LT","LITUANIE":"LT","MALTA":"MT","MALTE":"MT","CYPRUS":"CY","CHYPRE":"CY",
		"MONACO":"MC","ANDORRA":"AD","ANDORRE":"AD","LIECHTENSTEIN":"LI","SAN MARINO":"SM","SAINT-MARIN":"SM","UNITED STATES":"US","UNITED STATES OF AMERICA":"US","USA":"US","U.S.A":"US","ETATS-UNIS":"US","ÉTATS-UNIS":"US","CANADA":"CA",
		"MOROCCO":"MA","MAROC":"MA","ALGERIA":"DZ","ALGÉRIE":"DZ","ALGERIE":"DZ","TUNISIA":"TN","TUNISIE":"TN","SENEGAL":"SN","SÉNÉGAL":"SN","IVORY COAST":"CI","COTE D''IVOIRE":"CI","CÔTE D''IVOIRE":"CI",
		"TURKEY":"TR","TURQUIE":"TR","CHINA":"CN","CHINE":"CN","JAPAN":"JP","JAPON":"JP","INDIA":"IN","INDE":"IN","BRAZIL":"BR","BRÉSIL":"BR","BRESIL":"BR","AUSTRALIA":"AU","AUSTRALIE":"AU",
		"UNITED ARAB EMIRATES":"AE","EMIRATS ARABES UNIS":"AE","ÉMIRATS ARABES UNIS":"AE","UKRAINE":"UA","RUSSIA":"RU","RUSSIE":"RU",
		"GUADELOUPE":"GP","MARTINIQUE":"MQ","GUYANE":"GF","FRENCH GUIANA":"GF","RÉUNION":"RE","REUNION":"RE","LA RÉUNION":"RE","LA REUNION":"RE","MAYOTTE":"YT","NOUVELLE-CALÉDONIE":"NC","NOUVELLE-CALEDONIE":"NC"
	}'::jsonb ->> s, s), '');
end $$;
create or replace function app.valid_country(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return length(t) = 2 and strpos(' AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ'
	    ' CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI'
	    ' GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI'
	    ' LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF'
	    ' PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL'
	    ' TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW ', ' ' || t || ' ') > 0;
end $$;

-- Web addresses: only those that a browser may open without harm.
create or replace function app.clean_url(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	-- Address books write "http\://", as cards do before version 4.0.
	s constant text := regexp_replace(btrim(t, U&' \0009\000A\000D\00A0\200B\FEFF'), '^(https?)\\:', '\1:', 'i');
	m text[];
begin
	if s = '' then return null; end if;
	m := regexp_match(s, '^([a-zA-Z][a-zA-Z0-9+.-]*:)?(//)?([^/?#]*)(.*)$', 's');
	if m[1] is not null and m[2] is null then return s; end if;		-- mailto:, javascript:, HOST:PORT: judged as it is
	return lower(coalesce(m[1], 'https:') || '//' || m[3]) || m[4];
end $$;
create or replace function app.valid_url(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return length(t) <= 2000 and t ~ '^https?://([^\s/?#:@<>"\\]+\.)+[^\s/?#:@<>"\\.]+(:[0-9]{1,5})?([/?#][^\s<>"]*)?$';
end $$;

create or replace function app.clean_long_text(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return nullif(rtrim(replace(replace(t, E'\r\n', E'\n'), E'\r', E'\n'), U&' \000A\0009\00A0'), '');
end $$;
create or replace function app.valid_long_text(t text) returns boolean language sql immutable strict parallel safe
return length(t) <= 100000;

-- A time of day as people type it (9, 930, 14h15), kept as 14:15.
create or replace function app.clean_clock(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	m text[] := regexp_match(btrim(t), '^(\d{1,2})(?:\s*[:hH.]\s*(\d{1,2})?|(\d{2}))?$');
begin
	if m is null then return nullif(btrim(t), ''); end if;
	return lpad(m[1], 2, '0') || ':' || lpad(coalesce(nullif(m[2], ''), m[3], '0'), 2, '0');
end $$;
create or replace function app.valid_clock(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return t ~ '^([01]\d|2[0-3]):[0-5]\d$' or t = '24:00';
end $$;

create or replace function app.clean_color(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s constant text := replace(lower(btrim(t, U&' \00A0')), 'gray', 'grey');
begin
	if s ~ '^#?[0-9a-f]{3}$' then return '#' || regexp_replace(ltrim(s, '#'), '(.)', '\1\1', 'g'); end if;
	if s ~ '^[0-9a-f]{6}$' then return '#' || s; end if;
	return nullif(s, '');
end $$;
create or replace function app.valid_color(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return t ~ '^(#[0-9a-f]{6}|black|red|green|yellow|blue|magenta|cyan|white|grey|orange)$';
end $$;

-- IBAN, and the older key that French accounts carry inside it.
create or replace function app.clean_iban(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s constant text := upper(app.bare(t));
begin
	return nullif(case when starts_with(s, 'IBAN') then substr(s, 5) else s end, '');
end $$;
create or replace function app.valid_iban(t text) returns boolean language plpgsql immutable strict parallel safe as $$
declare
	moved bytea; c integer; rest integer := 0; expected integer;
begin
	if t !~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$' then return false; end if;
	expected := substring('AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28'
	    ' HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22'
	    ' SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20' from substr(t, 1, 2) || '(\d\d)')::integer;
	if expected <> length(t) then return false; end if;	-- a country that is not listed goes by its check digits
	moved := (substr(t, 5) || substr(t, 1, 4))::bytea;
	for i in 0 .. length(moved) - 1 loop
		c := get_byte(moved, i);
		rest := case when c >= 65 then rest * 100 + c - 55 else rest * 10 + c - 48 end % 97;
	end loop;
	return rest = 1;
end $$;
create or replace function app.rib_key(bank text, branch text, account text) returns text language sql immutable strict parallel safe
return lpad((97 - (89 * bank::numeric + 15 * branch::numeric
    + 3 * translate(upper(account), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '12345678912345678923456789')::numeric) % 97)::text, 2, '0');
create or replace function app.warn_iban(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case when substr(t, 1, 2) in ('FR', 'MC') and t ~ '^..[0-9]{12}[0-9A-Z]{11}[0-9]{2}$'
	    and app.rib_key(substr(t, 5, 5), substr(t, 10, 5), substr(t, 15, 11)) <> substr(t, 26, 2)
	    then 'The last two digits (the RIB key) do not agree with this account.' end;
end $$;
create or replace function app.show_iban(t text) returns text language sql immutable strict parallel safe
return rtrim(regexp_replace(t, '(.{4})', '\1 ', 'g'));

create or replace function app.clean_postcode(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s text := upper(btrim(regexp_replace(t, '[\s\u00a0\u202f]+', ' ', 'g')));
begin
	if s ~ '^F-?[0-9]{5}$' then s := right(s, 5); end if;
	if s ~ '^[0-9 ]+$' then s := replace(s, ' ', ''); end if;	-- 75 001
	return nullif(s, '');
end $$;
create or replace function app.valid_postcode(t text) returns boolean language plpgsql immutable strict parallel safe as $$
begin
	return t ~ '^[A-Z0-9][A-Z0-9 -]{0,8}[A-Z0-9]$';
end $$;

-- Negative distances do not exist; the domain is a number, so there is nothing to clean.
create or replace function app.valid_km(n integer) returns boolean language sql immutable strict parallel safe
return n between 0 and 9999999;

do $$
declare
	f regprocedure;
begin
	for f in select oid from pg_proc where pronamespace = 'app'::regnamespace
	and proname ~ '^(clean|valid|warn|search|show)_(email|phone|siren|siret|vat_number|plate|vin|country|url|long_text|color|iban|postcode|clock|km|rrule|dates)$|^(bare|luhn|vat_key|rib_key|vin_check|plate_kind)$' loop
		execute format('grant execute on function %s to comptoir_staff, comptoir_action, comptoir_finder, comptoir_owner, comptoir_platform, comptoir_signin', f);
	end loop;
end $$;
