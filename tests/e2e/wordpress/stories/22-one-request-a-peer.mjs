import fs from 'node:fs';
import path from 'node:path';

export const title = 'A logout causes one request to each peer, however many logins it ends';
export const alone = 'twins';

export default async ({ delta, echo, bed, id, newVisitor, expect }) => {
  const requests = (site) => fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n')
    .filter((line) => line.includes(` ${site.host} `) && /"POST [^"]*usersync\/v1\/logout/.test(line)).length;
  const sids = (site, user) => site.php(`return array_map(static fn ($one) => count(UserSync\\Plugin\\Login\\LoginData::of($one)['sids']), WP_Session_Tokens::get_instance($with['user'])->get_all());`, { user });

  // Signed in by password at the hub and at the member: the two logins are linked.
  const person = await delta.person(id);
  const member = await echo.person(id, { email: person.email });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(delta, person);
  await visitor.signsInDirectly(echo, member);
  expect.equal(await visitor.who(echo), id, 'who is signed in at the member');
  expect.equal(await sids(echo, member.id), [2], 'sids of the linked login at the member');
  const before = requests(delta);
  await visitor.signsOut(echo);
  await visitor.eventuallyIs(delta, 'nobody');
  expect.equal(requests(delta) - before, 1, 'requests to the hub');

  // Several browsers of one user, signed out at once. They sign in one after another, because core keeps a user's logins in one row and can
  // lose one of two simultaneous logins.
  const far = [];
  for (let n = 0; n < 3; n += 1) {
    const one = await newVisitor();
    await one.signsInDirectly(delta, person);
    expect.equal(await one.who(echo), id, 'who is signed in through the hub');
    far.push(one);
  }
  const earlier = requests(echo);
  await delta.php('WP_Session_Tokens::get_instance($with["user"])->destroy_all(); return true;', { user: person.id });
  for (const one of far) await one.eventuallyIs(echo, 'nobody');
  expect.equal(requests(echo) - earlier, 1, 'requests to the member');

  // Logouts queued while the peer is down are sent in one request, too.
  echo.down();
  const tried = requests(echo);
  try {
    await delta.php('for ($n = 0; $n < 5; ++$n) UserSync\\Plugin\\Logout\\LogoutQueue::add("twins", $with["peer"], "", rtrim(strtr(base64_encode(random_bytes(16)), "+/", "-_"), "=")); return true;', { peer: echo.url });
    await expect.eventually(() => delta.php('return UserSync\\Plugin\\Logout\\LogoutQueue::count_for($with["peer"]);', { peer: echo.url }), 5, 'undelivered');
    await expect.eventually(async () => requests(echo) - tried, 1, 'the first attempt');
  } finally {
    echo.down(false);
  }
  const late = requests(echo);
  await delta.php('global $wpdb; foreach ($wpdb->get_results("SELECT option_id, option_value FROM {$wpdb->options} WHERE option_name LIKE \'usersync_outbox_%\'") as $row) $wpdb->update($wpdb->options, ["option_value" => preg_replace(\'/"due":\\d+/\', \'"due":1\', $row->option_value)], ["option_id" => $row->option_id]); UserSync\\Plugin\\Logout\\LogoutQueue::deliver_due(); return true;');
  expect.equal(await delta.php('return UserSync\\Plugin\\Logout\\LogoutQueue::count_for($with["peer"]);', { peer: echo.url }), 0, 'undelivered afterwards');
  expect.equal(requests(echo) - late, 1, 'requests to a peer that is back');
};
