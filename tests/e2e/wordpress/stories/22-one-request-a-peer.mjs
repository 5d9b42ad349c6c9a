import fs from 'node:fs';
import path from 'node:path';

export const title = 'A logout is one request to each peer, however many logins end by it';
export const alone = 'twins';

export default async ({ delta, echo, bed, id, arrives, expect }) => {
  const told = (site) => fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n')
    .filter((line) => line.includes(` ${site.host} `) && /"POST [^"]*usersync\/v1\/logout/.test(line)).length;
  const sids = (site, user) => site.php(`return array_map(static fn ($one) => count(UserSync\\Plugin\\Login\\LoginData::of($one)['sids']), WP_Session_Tokens::get_instance($with['user'])->get_all());`, { user });

  // At the hub by password, and at the member too: one login that both sites vouch for.
  const person = await delta.person(id);
  const member = await echo.person(id, { email: person.email });
  const visitor = await arrives();
  await visitor.isIn(delta, person);
  await visitor.isIn(echo, member);
  expect.equal(await visitor.who(echo), id, 'who is signed in at the member');
  expect.equal(await sids(echo, member.id), [2], 'logins that are one at the member');
  const before = told(delta);
  await visitor.signsOut(echo);
  await visitor.becomes(delta, 'nobody');
  expect.equal(told(delta) - before, 1, 'requests to the hub');

  // Several browsers of one person, ended at once; the other end ends what came from each. They come one after the other: core keeps a
  // person's logins in one row, and of two that begin at the same moment it can lose one.
  const far = [];
  for (let n = 0; n < 3; n += 1) {
    const one = await arrives();
    await one.isIn(delta, person);
    expect.equal(await one.who(echo), id, 'who came from the hub');
    far.push(one);
  }
  const earlier = told(echo);
  await delta.php('WP_Session_Tokens::get_instance($with["user"])->destroy_all(); return true;', { user: person.id });
  for (const one of far) await one.becomes(echo, 'nobody');
  expect.equal(told(echo) - earlier, 1, 'requests to the member');

  // Gathered while the peer is down, they go in one request too.
  echo.down();
  const tried = told(echo);
  try {
    await delta.php('for ($n = 0; $n < 5; ++$n) UserSync\\Plugin\\Logout\\LogoutQueue::add("twins", $with["peer"], "", rtrim(strtr(base64_encode(random_bytes(16)), "+/", "-_"), "=")); return true;', { peer: echo.url });
    await expect.eventually(() => delta.php('return UserSync\\Plugin\\Logout\\LogoutQueue::count_for($with["peer"]);', { peer: echo.url }), 5, 'undelivered');
    await expect.eventually(async () => told(echo) - tried, 1, 'the try that is made at once');
  } finally {
    echo.down(false);
  }
  const late = told(echo);
  await delta.php('global $wpdb; foreach ($wpdb->get_results("SELECT option_id, option_value FROM {$wpdb->options} WHERE option_name LIKE \'usersync_outbox_%\'") as $row) $wpdb->update($wpdb->options, ["option_value" => preg_replace(\'/"due":\\d+/\', \'"due":1\', $row->option_value)], ["option_id" => $row->option_id]); UserSync\\Plugin\\Logout\\LogoutQueue::deliver_due(); return true;');
  expect.equal(await delta.php('return UserSync\\Plugin\\Logout\\LogoutQueue::count_for($with["peer"]);', { peer: echo.url }), 0, 'undelivered afterwards');
  expect.equal(told(echo) - late, 1, 'requests to a peer that is back');
};
