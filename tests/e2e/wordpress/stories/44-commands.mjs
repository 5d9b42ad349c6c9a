import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

export const title = 'wp usersync lists and ends logins, verifies addresses, deletes expired sessions, migrates and diagnoses';
export const modes = ['allowed'];  // uses no browser
export const alone = 'mike';

export default async ({ mike, bed, expect, id }) => {
  const version = execFileSync('php', ['-n', '-r', 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;'], { encoding: 'utf8' });
  const wp = (args, input) => spawnSync('php', [
    '-d', 'display_errors=0', path.resolve('build/plugin/vendor/wp-cli/wp-cli/php/boot-fs.php'), '--allow-root', `--path=${bed}/core`, `--url=${mike.url}`, 'usersync', ...args,
  ], { encoding: 'utf8', input, env: { ...process.env, BED: bed, BED_SITE: 'mike', PHP_INI_SCAN_DIR: `/etc/php/${version}/cli/conf.d:${bed}/ini` } });
  const done = (args, input) => {
    const { status, stdout, stderr } = wp(args, input);
    expect.equal(status, 0, `wp usersync ${args.join(' ')} (${stdout}${stderr})`);
    return stdout.trim();
  };
  const person = await mike.person(id, { verified: false });

  const key = done(['key', 'generate']);
  expect.match(key, /^k3\.local\.[\w-]{43}$/, 'a new key');
  expect.match(done(['key', 'id'], key), /^k3\.lid\.[\w-]{44}$/, 'its id');
  expect.lacks(done(['key', 'list', '--format=csv']), 'k3.local', 'a list of keys');

  expect.equal(wp(['verify', 'status', person.login]).status, 1, 'status of an unverified user');
  done(['verify', 'mark', person.login]);
  expect.match(done(['verify', 'status', person.email]), /administrator/, 'status of a verified user');
  done(['verify', 'drop', String(person.id)]);
  expect.equal(wp(['verify', 'status', person.login]).status, 1, 'status after the mark was removed');

  await mike.php('for ($n = 0; $n < 3; ++$n) wp_set_auth_cookie($with["id"], true); return true;', person);
  const sids = JSON.parse(done(['session', 'list', person.login, '--format=json'])).map((login) => login.sid);
  expect.equal(sids.length, 3, 'logins');
  done(['session', 'destroy', person.login, sids[0]]);
  expect.equal(done(['session', 'list', person.login, '--format=count']), '2', 'logins after one was ended');
  done(['session', 'destroy', person.login]);
  expect.equal((await mike.account(person.login)).sessions, 0, 'login tokens of WordPress after all logins were ended');
  expect.equal(JSON.parse(done(['session', 'history', person.login, '--format=json'])).filter((event) => event.event === 'login').length, 3, 'logins in the history');

  expect.match(done(['gc', '--batch=10']), /expired sessions deleted/, 'gc');
  expect.match(done(['migrate', 'user-session-synchronizer', '--dry-run']), /No data of that plugin found/, 'a migration without anything to migrate');
  expect.match(done(['doctor']), /ok +The session store answers/, 'doctor');
  expect.isTrue(wp(['session', 'list', 'nobody-of-this-name']).status !== 0, 'an unknown user fails the command');
};
