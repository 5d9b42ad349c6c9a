// A site of the test bed: its URLs, its users, and PHP code that runs within it.
import fs from 'node:fs';
import path from 'node:path';

export class Site {
  constructor(bed, name, host, place) {
    this.bed = bed;
    this.name = name;
    this.host = host;
    this.origin = `https://${host}`;
    this.url = this.origin + place;  // like WordPress' home, without a trailing slash
    this.path = `${place}/`;
  }

  at(rest = '') { return `${this.url}/${rest}`; }

  // Runs PHP code within the site and returns its result. $with holds `given`.
  async php(code, given = {}) {
    const answer = await fetch(this.at('control.php'), {
      method: 'POST', body: JSON.stringify({ php: code, with: given }), redirect: 'manual',
    });
    const text = await answer.text();
    let result;
    try { result = JSON.parse(text); } catch { throw new Error(`${this.name} answered ${answer.status}: ${text.slice(0, 500)}`); }
    if ('error' in result) throw new Error(`in ${this.name}: ${result.error}`);
    return result.value;
  }

  // Creates a user. By default a subscriber with a verified address.
  async person(login, { email = `${login}@people.test`, role = 'subscriber', verified = true } = {}) {
    const password = `the password of ${login}`;
    const id = await this.php(`
      $id = wp_insert_user(['user_login' => $with['login'], 'user_email' => $with['email'],
        'user_pass' => $with['password'], 'role' => $with['role']]);
      if (is_wp_error($id)) throw new Exception($id->get_error_message());
      if ($with['verified']) UserSync\\Plugin\\Account\\Verified::mark($id, 'administrator');
      return $id;`, { login, email, password, role, verified });
    return { id, login, email, password, role, site: this };
  }

  // The user with this email address or login, or null.
  async account(who) {
    return this.php(`
      $user = get_user_by(str_contains($with['who'], '@') ? 'email' : 'login', $with['who']);
      return $user ? ['id' => $user->ID, 'login' => $user->user_login, 'email' => $user->user_email, 'roles' => array_values($user->roles),
        'sessions' => count(WP_Session_Tokens::get_instance($user->ID)->get_all())] : null;`, { who });
  }

  async cron() { return this.php('do_action("bed_cron"); foreach (_get_cron_array() ?: [] as $time => $hooks) { if ($time > time()) break; foreach ($hooks as $hook => $events) foreach ($events as $key => $event) { wp_unschedule_event($time, $hook, $event["args"]); if ($event["schedule"]) wp_schedule_event(time() + $event["interval"], $event["schedule"], $hook, $event["args"]); do_action_ref_array($hook, $event["args"]); } } return true;'); }

  // Down: responds with 503 at once. Hanging: accepts requests and never responds. Bare: its PHP has no extension.
  bare(is = true) { this.#flag('bare', is); }
  down(is = true) { this.#flag('down', is); }
  hanging(is = true) { this.#flag('hang', is); }
  #flag(kind, is) {
    const file = path.join(this.bed, kind, this.name);
    if (is) fs.writeFileSync(file, ''); else fs.rmSync(file, { force: true });
  }
}

export function sites(bed, lines) {
  const all = {};
  for (const line of lines.trim().split('\n')) {
    const [name, host, place = ''] = line.trim().split(/\s+/);
    all[name] = new Site(bed, name, host, place);
  }
  return all;
}

// Emails sent to an address, oldest first: { to, head, subject, body }.
export function mails(bed, to) {
  return fs.readdirSync(path.join(bed, 'mail'))
    .map((name) => path.join(bed, 'mail', name))
    .map((file) => ({ file, time: fs.statSync(file).mtimeMs, text: fs.readFileSync(file, 'utf8') }))
    .filter(({ text }) => new RegExp(`^To: .*${to.replace(/[.+]/g, '\\$&')}`, 'im').test(text))
    .sort((a, b) => a.time - b.time)
    .map(({ text }) => {
      const end = text.search(/\r?\n\r?\n/);
      const head = text.slice(0, end);
      return { to, head, subject: head.match(/^Subject: (.*)$/im)?.[1] ?? '', body: text.slice(end).trim() };
    });
}
