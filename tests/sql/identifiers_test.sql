-- Every written identifier: what is kept, what is refused, what is only doubted, how it is shown.
begin;
create extension if not exists pgtap;
select no_plan();

-- A vector: how it is written, how it is kept (null: refused), what is warned (null: nothing), how it is shown (null: not tested).
create temp table vector (n serial, format text, written text, kept text, warning text, shown text);
insert into vector (format, written, kept, warning, shown) values
	('siren', '732829320', '732829320', null, '732 829 320'),
	('siren', ' 552 100 554 ', '552100554', null, '552 100 554'),
	('siren', '404.833.048', '404833048', null, null),
	('siren', 'SIREN 404833048', '404833048', null, null),
	('siren', '123456789', null, null, null),
	('siren', '000000000', null, null, null),
	('siren', '73282932', null, null, null),
	('siren', '7328293200', null, null, null),
	('siren', '73282932O', null, null, null),
	('siret', '73282932000074', '73282932000074', null, '732 829 320 00074'),
	('siret', E'732 829 320\u00a000074', '73282932000074', null, null),
	('siret', '73282932000075', null, null, null),
	('siret', '7328293200007', null, null, null),
	('siret', '00000000000000', null, null, null),
	('siret', '7,32829E+13', null, null, null),
	('siret', '35600000049837', '35600000049837', null, null),
	('siret', '35600000000048', '35600000000048', null, null),
	('siret', '35600000012345', null, null, null),
	('vat_number', 'FR44732829320', 'FR44732829320', null, 'FR 44 732 829 320'),
	('vat_number', 'fr 83 404 833 048', 'FR83404833048', null, null),
	('vat_number', 'FR40123456824', 'FR40123456824', null, null),
	('vat_number', '44732829320', 'FR44732829320', null, null),
	('vat_number', 'FR K7 399 859 412', 'FRK7399859412', null, null),
	('vat_number', 'FR4Z123456782', 'FR4Z123456782', null, null),
	('vat_number', '4Z 123 456 782', 'FR4Z123456782', null, null),
	('vat_number', 'FRK8399859412', null, null, null),
	('vat_number', 'FR4Y123456782', null, null, null),
	('vat_number', 'FR00732829320', null, null, null),
	('vat_number', 'FR0123456789', null, null, null),
	('vat_number', 'FRIO732829320', null, null, null),
	('vat_number', 'FR44732829321', null, null, null),
	('vat_number', '732829320', null, null, null),
	('vat_number', 'BE0403170701', 'BE0403170701', null, null),
	('vat_number', 'DE 136 695 976', 'DE136695976', null, null),
	('vat_number', 'DE12', 'DE12', 'This does not look like a VAT number of its country.', null),
	('vat_number', 'US123456', 'US123456', 'Comptoir does not know the VAT numbers of this country.', null),
	('iban', 'FR76 3000 6000 0112 3456 7890 189', 'FR7630006000011234567890189', null, 'FR76 3000 6000 0112 3456 7890 189'),
	('iban', 'FR1420041010050500013M02606', 'FR1420041010050500013M02606', null, null),
	('iban', 'IBAN AE070331234567890123456', 'AE070331234567890123456', null, null),
	('iban', 'FR7630006000011234567890188', null, null, null),
	('iban', 'FR763000600001123456789018', null, null, null),
	('iban', 'AE160240043520123456701', null, null, null),
	('iban', 'DE89370400440532013000', 'DE89370400440532013000', null, null),
	('vin', '1M8GDM9AXKP042788', '1M8GDM9AXKP042788', null, null),
	('vin', '11111111111111111', '11111111111111111', null, null),
	('vin', 'wvwzzz 1jzxw 000001', 'WVWZZZ1JZXW000001', 'The check digit (the ninth character) does not agree, which is common on European vehicles: read it again if in doubt.', null),
	('vin', '1M8GDM9AyKP042788', '1M8GDM9AYKP042788', 'The check digit (the ninth character) does not agree with this number: read it again.', null),
	('vin', 'AAAAAAAAAAAAAAAAO', 'AAAAAAAAAAAAAAAAO', 'An identification number never holds the letters I, O and Q: read it again.', null),
	('vin', 'VF1B********44818', 'VF1B********44818', 'Part of this identification number is hidden.', null),
	('vin', '2203847', '2203847', 'Identification numbers have 17 characters since 1981: this one is shorter.', null),
	('vin', 'AAAAAAA:AAAAAAAAA', null, null, null),
	('vin', '1234', null, null, null),
	('vin', '1M8GDM9AXKP0427880', null, null, null),
	('plate', 'aa-123-aa', 'AA123AA', null, 'AA-123-AA'),
	('plate', 'AA 123 AA', 'AA123AA', null, 'AA-123-AA'),
	('plate', 'WW-123-AB', 'WW123AB', null, 'WW-123-AB'),
	('plate', 'W-123-AA', 'W123AA', null, 'W-123-AA'),
	('plate', '1234 AB 75', '1234AB75', null, '1234 AB 75'),
	('plate', '123 ABC 2A', '123ABC2A', null, '123 ABC 2A'),
	('plate', '123ABC45', '123ABC45', null, '123 ABC 45'),
	('plate', '12 AB 971', '12AB971', null, '12 AB 971'),
	('plate', 'K967C', 'K967C', null, 'K967C'),
	('plate', 'AB 12 C', 'AB12C', null, 'AB12C'),
	('plate', 'SS-123-AA', 'SS123AA', 'This is not the shape of a French plate.', 'SS123AA'),
	('plate', 'AB-123-SS', 'AB123SS', 'This is not the shape of a French plate.', null),
	('plate', 'AB-000-CD', 'AB000CD', 'This is not the shape of a French plate.', null),
	('plate', 'AI-123-BC', 'AI123BC', 'This is not the shape of a French plate.', null),
	('plate', '1234 ABC 75', '1234ABC75', 'This is not the shape of a French plate.', null),
	('plate', '1234 AB 99', '1234AB99', 'This is not the shape of a French plate.', null),
	('plate', 'M-ÜC 9400', 'MÜC9400', 'This is not the shape of a French plate.', null),
	('plate', 'AB-123-CD!', null, null, null),
	('plate', 'ABCDEFGHIJKLMNOPQRSTU', null, null, null),
	('phone', '01 99 00 12 34', '+33199001234', null, '01 99 00 12 34'),
	('phone', '06.39.98.01.23', '+33639980123', null, '06 39 98 01 23'),
	('phone', '06/12/34/56/78', '+33612345678', null, '06 12 34 56 78'),
	('phone', '+33 (0)6 12 34 56 78', '+33612345678', null, null),
	('phone', '0033 6-12-34-56-78', '+33612345678', null, null),
	('phone', '33612345678', '+33612345678', null, null),
	('phone', '612345678', '+33612345678', null, null),
	('phone', E'\u202a+33\u00a06\u202f12345678\u202c', '+33612345678', null, null),
	('phone', 'Tél : 06 12 34 56 78', null, null, null),
	('phone', 'tel:+33612345678', '+33612345678', null, null),
	('phone', '07 00 00 12 34 56 78', '+33700001234567' || '8', null, null),
	('phone', '0800 123 456', '+33800123456', null, null),
	('phone', '09 75 18 00 00', '+33975180000', null, null),
	('phone', '0590 12 34 56', '+590590123456', null, '0590 12 34 56'),
	('phone', '0690 12 34 56', '+590690123456', null, null),
	('phone', '0691 12 34 56', '+590691123456', null, null),
	('phone', '0594 12 34 56', '+594594123456', null, '0594 12 34 56'),
	('phone', '0694 12 34 56', '+594694123456', null, null),
	('phone', '0596 12 34 56', '+596596123456', null, null),
	('phone', '0696 12 34 56', '+596696123456', null, null),
	('phone', '0697 12 34 56', '+596697123456', null, null),
	('phone', '0262 12 34 56', '+262262123456', null, null),
	('phone', '0263 12 34 56', '+262263123456', null, null),
	('phone', '0692 12 34 56', '+262692123456', null, '0692 12 34 56'),
	('phone', '0693 12 34 56', '+262693123456', null, null),
	('phone', '0269 12 34 56', '+262269123456', null, null),
	('phone', '0639 12 34 56', '+262639123456', null, null),
	('phone', '+33 692 12 34 56', '+262692123456', null, null),
	('phone', '+262 0692 12 34 56', '+262692123456', null, null),
	('phone', '+508 41 12 34', '+508411234', null, '+508 41 12 34'),
	('phone', '+687 26 12 34', '+687261234', null, '+687 26 12 34'),
	('phone', '+689 40 12 34 56', '+68940123456', null, null),
	('phone', '+681 72 12 34', '+681721234', null, null),
	('phone', '+1-919-676-9515', '+19196769515', null, '+1 919 676 9515'),
	('phone', '+44 20 7946 0958', '+442079460958', null, '+44 207 946 0958'),
	('phone', '+971 50 123 4567', '+971501234567', null, '+971 501 234 567'),
	('phone', '+96123456789', '+96123456789', null, null),
	('phone', '1023', '1023', null, '10 23'),
	('phone', '118 218', '118218', null, '118 218'),
	('phone', '3631', '3631', null, '36 31'),
	('phone', '112', '112', null, null),
	('phone', '(905) 555-1234', '9055551234', 'This number has no country code: write + and the country''s code first.', '9055551234'),
	('phone', '01 62 12 34 56', '+33162123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0163123456', '+33163123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0270123456', '+33270123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0271123456', '+33271123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0377123456', '+33377123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0378123456', '+33378123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0424123456', '+33424123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0425123456', '+33425123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0568123456', '+33568123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0569123456', '+33569123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0948123456', '+33948123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0949123456', '+33949123456', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0947512345', '+33947512345', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0947912345', '+33947912345', 'This number is in a range that is kept for telemarketing.', null),
	('phone', '0947412345', '+33947412345', null, null),
	('phone', '06 12 34 56 7', null, null, null),
	('phone', '06 12 34 56 789', null, null, null),
	('phone', '00 12', null, null, null),
	('phone', '123456', null, null, null),
	('phone', '+33 6 12 34', null, null, null),
	('phone', 'BusinessPhone', null, null, null),
	('phone', '06 12 34 56 78 / 01 99 00 12 34', null, null, null),
	('email', ' Marie.Dupont@Example.FR ', 'marie.dupont@example.fr', null, null),
	('email', 'Marie Dupont <marie@example.fr>', 'marie@example.fr', null, null),
	('email', 'mailto:marie+garage@example.fr', 'marie+garage@example.fr', null, null),
	('email', 'élodie@été.fr', 'élodie@été.fr', null, null),
	('email', 'john@doe.invalid', 'john@doe.invalid', null, null),
	('email', 'o''brien_1@mail.example-site.co.uk', 'o''brien_1@mail.example-site.co.uk', null, null),
	('email', 'joseph-email.com', null, null, null),
	('email', 'a@b', null, null, null),
	('email', 'a@@b.fr', null, null, null),
	('email', 'a b@example.fr', null, null, null),
	('email', '.a@example.fr', null, null, null),
	('email', 'a..b@example.fr', null, null, null),
	('email', 'a@example..fr', null, null, null),
	('email', 'a@-example.fr', null, null, null),
	('email', E'a\u001b[31m@example.fr', null, null, null),
	('email', repeat('a', 65) || '@example.fr', null, null, null),
	('country', 'fr', 'FR', null, null),
	('country', 'France', 'FR', null, null),
	('country', 'Allemagne', 'DE', null, null),
	('country', 'UK', 'GB', null, null),
	('country', 'ZZ', null, null, null),
	('country', 'Narnia', null, null, null),
	('url', 'Example.FR', 'https://example.fr', null, null),
	('url', 'HTTP://www.Example.fr/Page?x=Y', 'http://www.example.fr/Page?x=Y', null, null),
	('url', 'https://example.fr:8443/a', 'https://example.fr:8443/a', null, null),
	('url', E'http\\://www.example.fr/a', 'http://www.example.fr/a', null, null),
	('url', 'javascript:alert(1)', null, null, null),
	('url', 'file:///etc/passwd', null, null, null),
	('url', 'not a site', null, null, null),
	('color', '#ABC', '#aabbcc', null, null),
	('color', 'ff8800', '#ff8800', null, null),
	('color', 'Gray', 'grey', null, null),
	('color', 'teapot', null, null, null),
	('postcode', '75 001', '75001', null, null),
	('postcode', ' f-06400 ', '06400', null, null),
	('postcode', 'sw1a 1aa', 'SW1A 1AA', null, null),
	('postcode', '1', null, null, null),
	('postcode', '750_01', null, null, null),
	('long_text', E'a\r\nb\rc  \n', E'a\nb\nc', null, null),
	('long_text', repeat('x', 100001), null, null, null);

create function pg_temp.call(kind text, format text, value text) returns text language plpgsql as $$
declare
	answer text;
begin
	if to_regprocedure(format('app.%s_%s(text)', kind, format)) is null then return null; end if;
	execute format('select app.%s_%s($1)::text', kind, format) into answer using value;
	return answer;
end $$;
select case when kept is null then isnt(pg_temp.call('valid', format, cleaned), 'true', format || ': ' || left(written, 40) || ' is refused')
    else is(row(cleaned, pg_temp.call('valid', format, cleaned), pg_temp.call('clean', format, cleaned), pg_temp.call('warn', format, cleaned))::text,
	row(kept, 'true', kept, warning)::text, format || ': ' || written || ' is kept as ' || kept) end
from (select *, pg_temp.call('clean', format, written) as cleaned from vector) v order by n;
select is(pg_temp.call('show', format, kept), shown, format || ': ' || kept || ' is shown as ' || shown) from vector where shown is not null order by n;

-- Nothing given is nothing kept.
select is(pg_temp.call('clean', f, E' \u00a0 '), null, f || ': blanks are nothing')
from unnest('{email,phone,siren,siret,vat_number,plate,vin,country,url,long_text,color,iban,postcode}'::text[]) f;

select is(app.search_phone('+33612345678'), '0612345678 33612345678', 'a French number is found as dialled at home and from abroad');
select is(app.search_phone('+262692123456'), '0692123456 262692123456', 'so is an overseas one');
select is(app.search_phone('+19196769515'), '19196769515', 'a foreign one has only one form');

select is(app.plate_kind(p), k, p || ' is of kind ' || coalesce(k, 'none')) from (values ('AA123AA', 'siv'), ('WW123AB', 'temporary'), ('W123AA', 'garage'),
    ('K967C', 'moped'), ('1234AB75', 'fni'), ('123ABC2A', 'fni'), ('SS123AA', null), ('1234ABC75', null), ('AI123BC', null), ('AB000CD', null)) v(p, k);
select is(app.rib_key('30006', '00001', '12345678901'), '89', 'RIB key');
select is(app.rib_key('20041', '01005', '0500013M026'), '06', 'RIB key of an account with a letter');
select is(app.vin_check('1M8GDM9AXKP042788'), 'X', 'VIN check digit X');
select is(app.vat_key('732829320'), '44', 'VAT key');

-- Whatever comes, cleaning and judging never raise.
select lives_ok(format('select pg_temp.call(k, %L, pg_temp.call(''clean'', %1$L, t)) from unnest(array[''valid'',''warn'',''show'',''search'']) k,
    unnest(array['''', ''\'', ''%%'', E''\u0001'', repeat(''9'', 5000), repeat(''é'', 300), ''+'', ''FR'', ''<@>'', ''*'', ''😀'']) t', f), f || ': odd text does no harm')
from unnest('{email,phone,siren,siret,vat_number,plate,vin,country,url,long_text,color,iban,postcode}'::text[]) f;

select is_empty($$ select proname from pg_proc where pronamespace = 'app'::regnamespace and proname ~ '^(clean|valid|warn|search|show)_'
    and (provolatile <> 'i' or proparallel <> 's' or not proisstrict) $$, 'formats are immutable, parallel safe and strict');
select is_empty($$ select typname from pg_type where typnamespace = 'app'::regnamespace and typtype = 'd' and obj_description(oid, 'pg_type') is null $$,
    'each format has its sentence');
select * from finish();
rollback;
