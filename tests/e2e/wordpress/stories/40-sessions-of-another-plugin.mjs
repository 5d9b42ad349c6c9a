import fs from 'node:fs';
import path from 'node:path';

export const title = 'Sessions of WP Session Manager and WP Native PHP Sessions continue after the migration';
export const modes = ['allowed'];  // no third-party cookie is involved, and the site has one database
export const variants = ['MariaDB', 'Redis'];
export const alone = 'mike';

// Data of the old plugins in their formats. Each visitor's counter must continue from its old value.
const tables = `
  global $wpdb;
  $wpdb->query("CREATE TABLE wp_sm_sessions (session_key char(32) NOT NULL, session_value LONGTEXT NOT NULL, session_expiry BIGINT(20) UNSIGNED NOT NULL, PRIMARY KEY (session_key))");
  $wpdb->query("CREATE TABLE wp_pantheon_sessions (id bigint(20) NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id bigint(20) unsigned NOT NULL,
    session_id varchar(128) NOT NULL DEFAULT '', secure_session_id varchar(128) NOT NULL DEFAULT '', ip_address varchar(128) NOT NULL DEFAULT '',
    datetime datetime DEFAULT NULL, data mediumblob, KEY session_id (session_id), KEY secure_session_id (secure_session_id))");
  $row = static fn ($id, $value, $in) => $wpdb->insert('wp_sm_sessions', ['session_key' => $id, 'session_value' => $value, 'session_expiry' => time() + $in]);
  $row(str_repeat('a', 32), 'count|i:10;', 1000);
  $row(str_repeat('b', 32), 'count|i:20;', 1000);
  $row(str_repeat('c', 32), 'count|i:30;', -10);
  $row(str_repeat('d', 32), 'a:1:{s:5:"count";i:40;}', 1000);
  $row(str_repeat('e', 32), 'def50200' . str_repeat('00', 100), 1000);
  $option = static fn ($name, $value) => $wpdb->insert('wp_options', ['option_name' => $name, 'option_value' => $value, 'autoload' => 'no']);
  $option('_wp_session_' . str_repeat('1', 32), 'count|i:50;');
  $option('_wp_session_expires_' . str_repeat('1', 32), time() - 60);
  $native = static fn ($column, $id, $data, $at) => $wpdb->insert('wp_pantheon_sessions', ['user_id' => 0, $column => $id, 'data' => $data, 'datetime' => $at]);
  $native('secure_session_id', str_repeat('8', 32), 'count|i:60;', gmdate('Y-m-d H:i:s'));
  $native('secure_session_id', str_repeat('9', 32), serialize('count|i:70;'), gmdate('Y-m-d H:i:s'));
  $native('secure_session_id', str_repeat('7', 32), 'count|i:80;', gmdate('Y-m-d H:i:s', time() - 86400));
  $native('secure_session_id', str_repeat('6', 32), '', null);
  return true;`;

const importAll = `
  $counts = [];
  foreach (UserSync\\Plugin\\Migration\\Sources::of($with['name'], 1440) as $source) {
    foreach ((new UserSync\\Plugin\\Migration\\Import($source, $with['dry']))->run(2, static function () {}) as $outcome => $count) {
      $counts[$outcome] = ($counts[$outcome] ?? 0) + $count;
    }
  }
  return array_filter($counts);`;

const removed = `
  global $wpdb;
  $wpdb->query('DROP TABLE IF EXISTS wp_sm_sessions, wp_pantheon_sessions');
  $wpdb->query("DELETE FROM wp_options WHERE option_name LIKE '\\_wp\\_session\\_%'");
  UserSync\\Plugin\\Site\\Options::set(['legacy_source' => '', 'legacy_until' => 0, 'legacy_cookie' => false]);
  return true;`;

export default async ({ mike, bed, newVisitor, expect, variant }) => {
  const config = path.join(bed, 'config-mike.php');
  if (variant === 'Redis') fs.writeFileSync(config, `<?php\ndefined('USERSYNC_STORE') || define('USERSYNC_STORE', 'redis+unix://${bed}/redis.sock');\n`);
  try {
    await runMigration({ mike, newVisitor, expect, variant });
  } finally {
    await mike.php(removed);
    fs.rmSync(config, { force: true });
  }
};

async function runMigration({ mike, newVisitor, expect, variant }) {
  const counts = async (name, id) => {
    const visitor = await newVisitor();
    await visitor.context.addCookies([{ name, value: id, url: mike.at(), secure: true, httpOnly: true }]);
    const answer = await visitor.context.request.get(mike.at('?counter=up'));
    return { ...await answer.json(), cookies: (await visitor.cookies(mike)).filter((cookie) => cookie.name === name).map((cookie) => cookie.value) };
  };
  await mike.php(tables);
  expect.match(await mike.php('return usersync_info()["store"];'), variant === 'Redis' || process.env.BED_STORE === 'redis' ? /^redis/ : /^mysql/, 'where sessions are kept');

  const dry = await mike.php(importAll, { name: 'wp-session-manager', dry: true });
  expect.equal(dry, { imported: 3, expired: 1, sealed: 1, foreign: 1 }, 'what a dry run counts');
  expect.equal((await counts('PHPSESSID', 'b'.repeat(32))).count, 1, 'a dry run imports no session');

  await mike.php('UserSync\\Plugin\\Migration\\Sources::start_migration("wp-session-manager"); return true;');
  const early = await counts('PHPSESSID', 'a'.repeat(32));
  expect.equal([early.count, early.id, early.cookies], [11, 'a'.repeat(32), ['a'.repeat(32)]], 'a visitor who newVisitor before the import gets the own session imported');
  expect.equal(await mike.php(importAll, { name: 'wp-session-manager', dry: false }), { imported: 2, taken: 1, expired: 1, sealed: 1, foreign: 1 }, 'the import of the rest');
  await mike.php('UserSync\\Plugin\\Site\\Options::set(["legacy_until" => 0]); return true;');
  const late = await counts('PHPSESSID', 'b'.repeat(32));
  expect.equal([late.count, late.id], [21, 'b'.repeat(32)], 'a visitor who newVisitor after the import has the session');
  expect.equal((await counts('PHPSESSID', '1'.repeat(32))).count, 51, 'a session of the options table');
  expect.equal((await counts('PHPSESSID', 'c'.repeat(32))).count, 1, 'an expired session stays expired');
  expect.equal((await counts('PHPSESSID', 'a'.repeat(32))).count, 12, 'an imported session continues');
  expect.equal(await mike.php(importAll, { name: 'wp-session-manager', dry: false }), { taken: 3, expired: 1, sealed: 1, foreign: 1 }, 'a second import changes nothing');

  await mike.php('UserSync\\Plugin\\Migration\\Sources::start_migration("native-php-sessions"); return true;');
  const name = await mike.php('return UserSync\\Plugin\\Migration\\NativeCookie::of(parse_url(home_url(), PHP_URL_HOST), "", true)["name"];');
  const native = await counts(name, '8'.repeat(32));
  expect.equal([native.count, native.id], [61, '8'.repeat(32)], 'the cookie of WP Native PHP Sessions is used');
  expect.equal(await mike.php(importAll, { name: 'native-php-sessions', dry: false }), { imported: 1, taken: 1, expired: 2 }, 'the import of its rest');
  expect.equal((await counts(name, '9'.repeat(32))).count, 71, 'a session that was serialized twice');
}
