-- after: mail/mail_template platform/administration planning/due planning/mission support/ticket
-- mail_seed.sql: the templates that a company begins with, in French and in English. It changes them as it likes; a name that it uses already is left alone.
create or replace function app.seed_mail_template(kind text default null) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	insert into app.mail_template (name, language, kind, entity, subject, body)
	select x.* from (values
	('inspection', 'fr', 'reminder', 'due', 'Contrôle technique de votre {vehicle_make} {vehicle_model} avant le {due_on}',
'Bonjour {customer_name},

Le contrôle technique de votre véhicule {vehicle_plate} est à faire avant le {due_on}.

Prenons rendez-vous : répondez à ce message en nous disant ce qui vous arrange, ou appelez-nous. Nous pouvons aussi vérifier les points à risque avant le passage.

Si c’est déjà fait, merci de nous l’indiquer : nous noterons la nouvelle date.

Bien cordialement,
{company_name}
{company_phone}'),
	('inspection', 'en', 'reminder', 'due', 'Inspection of your {vehicle_make} {vehicle_model} by {due_on}',
'Hello {customer_name},

Your vehicle {vehicle_plate} has to be inspected by {due_on}.

Let us find a time: answer this mail with what suits you, or call us. We can also look at the weak points before the inspection.

If it has been done already, please tell us and we will note the new date.

Kind regards,
{company_name}
{company_phone}'),
	('service', 'fr', 'reminder', 'due', 'Entretien de votre {vehicle_make} {vehicle_model}',
'Bonjour {customer_name},

D’après ce que nous savons de votre véhicule {vehicle_plate}, l’entretien « {title} » est à prévoir vers le {due_on}.

Répondez à ce message en nous disant quel jour vous convient, ou appelez-nous. Indiquez-nous aussi le kilométrage actuel : la date sera d’autant plus juste.

À bientôt,
{company_name}
{company_phone}'),
	('service', 'en', 'reminder', 'due', 'Service of your {vehicle_make} {vehicle_model}',
'Hello {customer_name},

From what we know of your vehicle {vehicle_plate}, the service “{title}” is due around {due_on}.

Answer this mail with the day that suits you, or call us. Please tell us what the odometer says today as well: it makes the date more exact.

See you soon,
{company_name}
{company_phone}'),
	('due', 'fr', 'reminder', 'due', 'À prévoir avant le {due_on} : {title}',
'Bonjour {customer_name},

Nous vous rappelons une échéance : {title}, le {due_on}.

Nous nous en occupons volontiers : répondez à ce message ou appelez-nous.

Bien cordialement,
{company_name}
{company_phone}'),
	('due', 'en', 'reminder', 'due', 'Due on {due_on}: {title}',
'Hello {customer_name},

A short reminder: {title} is due on {due_on}.

We are happy to take care of it: answer this mail or call us.

Kind regards,
{company_name}
{company_phone}'),
	('appointment', 'fr', 'confirmation', 'mission', 'Votre rendez-vous du {starts_at}',
'Bonjour {customer_name},

Votre rendez-vous est confirmé : {title}, le {starts_at}.

{place}

Merci d’apporter le certificat d’immatriculation. Un empêchement ? Répondez à ce message ou appelez-nous : nous trouverons un autre moment.

À bientôt,
{company_name}
{company_phone}'),
	('appointment', 'en', 'confirmation', 'mission', 'Your appointment on {starts_at}',
'Hello {customer_name},

Your appointment is confirmed: {title}, on {starts_at}.

{place}

Please bring the registration certificate. Something came up? Answer this mail or call us, and we will find another time.

See you soon,
{company_name}
{company_phone}'),
	('appointment_cancelled', 'fr', 'confirmation', 'mission', 'Votre rendez-vous du {starts_at} est annulé',
'Bonjour {customer_name},

Votre rendez-vous du {starts_at} est annulé : {title}.

Pour convenir d’un autre moment, répondez à ce message ou appelez-nous.

Bien cordialement,
{company_name}
{company_phone}'),
	('appointment_cancelled', 'en', 'confirmation', 'mission', 'Your appointment on {starts_at} is cancelled',
'Hello {customer_name},

Your appointment on {starts_at} is cancelled: {title}.

To find another time, answer this mail or call us.

Kind regards,
{company_name}
{company_phone}'),
	('ticket_answer', 'fr', 'answer', 'ticket', 'Re : {subject}',
'Bonjour {customer_name},

{answer}

Pour nous répondre, répondez simplement à ce message.

Bien cordialement,
{sender_name}
{company_name}
{company_phone}'),
	('ticket_answer', 'en', 'answer', 'ticket', 'Re: {subject}',
'Hello {customer_name},

{answer}

To write back, simply answer this mail.

Kind regards,
{sender_name}
{company_name}
{company_phone}'),
	('welcome', 'fr', 'welcome', 'contact', 'Bienvenue chez {company_name}',
'Bonjour {customer_name},

Merci de votre confiance. Nous avons ouvert votre fiche : vos rendez-vous et vos échéances y seront suivis, et nous vous préviendrons à temps.

Une question ? Répondez à ce message ou appelez-nous.

À bientôt,
{company_name}
{company_phone}'),
	('welcome', 'en', 'welcome', 'contact', 'Welcome to {company_name}',
'Hello {customer_name},

Thank you for your trust. We have opened a file for you: we keep an eye on your appointments and on what falls due, and tell you in time.

A question? Answer this mail or call us.

See you soon,
{company_name}
{company_phone}'),
	('welcome_colleague', 'fr', 'welcome', 'person', 'Votre accès à Comptoir chez {company_name}',
'Bonjour {name},

{company_name} vous a ouvert un accès à Comptoir. Votre nom de connexion est votre adresse e-mail : {email}.

Demandez à la personne qui administre le serveur votre clé ou votre premier mot de passe : ils ne voyagent jamais par e-mail. Une fois connecté, la touche F1 vous guide.

Bonne prise en main,
{company_name}
{company_phone}'),
	('welcome_colleague', 'en', 'welcome', 'person', 'Your access to Comptoir at {company_name}',
'Hello {name},

{company_name} has opened an access to Comptoir for you. You sign in with your e-mail address: {email}.

Ask whoever runs the server for your key or your first password: they never travel by mail. Once you are signed in, the key F1 guides you.

Have a good start,
{company_name}
{company_phone}')) x(name, language, kind, entity, subject, body)
	where not exists (select from app.mail_template t where t.tenant_id = app.tenant() and t.name = x.name);
end $$;
-- Companies that are there already.
do $$
declare
	t integer;
begin
	for t in select x.id from app.tenant x order by 1 loop
		perform app.as_platform(t);
		perform app.seed_mail_template();
	end loop;
end $$;
