import fs from 'node:fs';
import path from 'node:path';

export const title = 'A peer that is down or hangs does not slow other sites down, and receives the logout when it is back';
export const variants = ['down', 'hanging'];
export const alone = 'twins';

const waiting = (site) => site.php(`global $wpdb;
  return array_map(fn ($message) => json_decode($message)->tries, $wpdb->get_col("SELECT option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'"));`);

// Requests that reached a site, from the web server's log.
const reached = (bed, site) => fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n').filter((line) => line.includes(` ${site.host} `)).length;

export default async ({ delta, echo, bed, id, newVisitor, expect, variant }) => {
  const gone = (is) => (variant === 'down' ? echo.down(is) : echo.hanging(is));
  const person = await delta.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(delta, person);
  expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
  gone(true);
  try {
    visitor.requests.length = 0;
    const before = reached(bed, echo);
    for (const page of ['', 'hello-world/', 'wp-admin/profile.php']) await visitor.opens(delta.at(page));
    const anonymous = await newVisitor();
    expect.equal(await anonymous.who(delta), 'nobody', 'who an anonymous visitor is at the hub');
    expect.equal(await visitor.who(delta), id, 'who is signed in at the hub');
    const later = await newVisitor();
    await later.signsIn(delta, person);
    expect.equal([...visitor.requests, ...anonymous.requests, ...later.requests].filter(({ url }) => url.startsWith(echo.origin)), [], "browsers' requests to the unavailable site");
    expect.equal(reached(bed, echo) - before, 0, 'all requests to the unavailable site during page views and a login');
    await later.closes();
    await visitor.opens(delta.at());
    await visitor.signsOut(delta);
    await expect.eventually(async () => {
      const tries = await waiting(delta);
      return tries.length > 0 && tries.every((count) => count > 0);
    }, true, 'logouts are queued at the hub, after one attempt each');
  } finally {
    gone(false);
  }
  if (variant === 'hanging') {
    // The browser got its response before the hub's request to the hanging site timed out. The order in the log does not depend on load.
    const lines = fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n');
    const answered = lines.findLastIndex((line) => / delta\.test "GET \S*action=logout/.test(line));
    const given = lines.findLastIndex((line) => / echo\.test "POST \S*logout\S* HTTP\/\d(\.\d)?" 499/.test(line));
    expect.isTrue(answered >= 0 && given > answered, `response to the browser at line ${answered}, timeout of the attempt at line ${given}`);
  }
  expect.equal((await echo.account(person.email)).sessions, 1, 'logins at echo before it receives the logout');
  expect.isTrue(await delta.php('return wp_next_scheduled("usersync_deliver") > 0;'), 'cron will try again');
  await delta.php(`global $wpdb;
    foreach ($wpdb->get_results("SELECT option_name, option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'") as $row)
      $wpdb->update('wp_options', ['option_value' => json_encode(['due' => time() - 1] + json_decode($row->option_value, true))], ['option_name' => $row->option_name]);
    do_action('usersync_deliver'); return true;`);
  expect.equal((await echo.account(person.email)).sessions, 0, 'logins at echo after it received the logout');
  expect.equal(await waiting(delta), [], 'queued logouts at the hub');
  await delta.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;');
};
