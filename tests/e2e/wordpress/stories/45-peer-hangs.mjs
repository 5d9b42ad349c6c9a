import fs from 'node:fs';
import path from 'node:path';

export const title = 'A site that is down or hangs costs the others nothing, and learns of the logout when it is back';
export const variants = ['down', 'hanging'];
export const alone = 'twins';

const waiting = (site) => site.php(`global $wpdb;
  return array_map(fn ($letter) => json_decode($letter)->tries, $wpdb->get_col("SELECT option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'"));`);

// What has reached a site, by the web server's own word.
const reached = (bed, site) => fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n').filter((line) => line.includes(` ${site.host} `)).length;

export default async ({ delta, echo, bed, id, arrives, expect, variant }) => {
  const gone = (is) => (variant === 'down' ? echo.down(is) : echo.hanging(is));
  const person = await delta.person(id);
  const visitor = await arrives();
  await visitor.isIn(delta, person);
  expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
  gone(true);
  try {
    visitor.requests.length = 0;
    const before = reached(bed, echo);
    for (const page of ['', 'hello-world/', 'wp-admin/profile.php']) await visitor.opens(delta.at(page));
    const stranger = await arrives();
    expect.equal(await stranger.who(delta), 'nobody', 'who a stranger is at the hub');
    expect.equal(await visitor.who(delta), id, 'who is signed in at the hub');
    const later = await arrives();
    await later.signsIn(delta, person);
    expect.equal([...visitor.requests, ...stranger.requests, ...later.requests].filter(({ url }) => url.startsWith(echo.origin)), [], "browsers' requests to the site that is gone");
    expect.equal(reached(bed, echo) - before, 0, 'requests of anybody to the site that is gone, while pages are viewed and somebody signs in');
    await later.leaves();
    await visitor.opens(delta.at());
    await visitor.signsOut(delta);
    await expect.eventually(async () => {
      const tries = await waiting(delta);
      return tries.length > 0 && tries.every((count) => count > 0);
    }, true, 'logouts wait at the hub, and each was tried');
  } finally {
    gone(false);
  }
  if (variant === 'hanging') {
    // The browser had its answer before the hub gave the hanging site up, whatever the machine was doing meanwhile.
    const lines = fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n');
    const answered = lines.findLastIndex((line) => / delta\.test "GET \S*action=logout/.test(line));
    const given = lines.findLastIndex((line) => / echo\.test "POST \S*logout\S* HTTP\/\d(\.\d)?" 499/.test(line));
    expect.truth(answered >= 0 && given > answered, `the browser was answered at line ${answered}, the attempt given up at ${given}`);
  }
  expect.equal((await echo.account(person.email)).sessions, 1, 'logins at echo, which has not heard of it');
  expect.truth(await delta.php('return wp_next_scheduled("usersync_deliver") > 0;'), 'cron is to try again');
  await delta.php(`global $wpdb;
    foreach ($wpdb->get_results("SELECT option_name, option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'") as $row)
      $wpdb->update('wp_options', ['option_value' => json_encode(['due' => time() - 1] + json_decode($row->option_value, true))], ['option_name' => $row->option_name]);
    do_action('usersync_deliver'); return true;`);
  expect.equal((await echo.account(person.email)).sessions, 0, 'logins at echo, which has heard of it');
  expect.equal(await waiting(delta), [], 'logouts that wait at the hub');
  await delta.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;');
};
